using LlmPolicy.Exchanges;

namespace LlmPolicy.Routing;

/// <summary>What an action does with a request, in words.</summary>
internal static class ActionFindings
{
    extension(Findings findings)
    {
        public void Forward(Forwarding forwarding, SourcePosition position, int destinations)
        {
            string choice = destinations > 1 ? $", drawn from {destinations} by weight" : "";
            findings.Add(ExplanationSubject.Upstream, ExplanationResult.Noted, $"to {forwarding.Upstream}{choice}", position);
            findings.Add(ExplanationSubject.Path, ExplanationResult.Noted, $"path sent: {forwarding.Target.Split('?')[0]}", position);
            findings.Add(ExplanationSubject.Host, ExplanationResult.Noted, $"Host sent: {forwarding.Host ?? "the address of the upstream's host"}", position);
            foreach (var change in forwarding.RequestHeaders)
            {
                findings.Add(ExplanationSubject.Header, ExplanationResult.Noted, HeaderWords(change), change.Origin);
            }
        }

        public void Abort(double share, bool aborts, SourcePosition position) => findings.Add(
            ExplanationSubject.Fault, aborts ? ExplanationResult.DoesNotFit : ExplanationResult.Fits,
            share == 1 ? "faults: every request is aborted" : $"faults: {share:P0} of the requests are aborted; this one is {(aborts ? "among" : "not among")} them", position);

        /// <summary>Changes of the headers of an answer of the policy's own.</summary>
        public void Answer(IReadOnlyList<HeaderChange> changes)
        {
            foreach (var change in changes)
            {
                findings.Add(ExplanationSubject.Header, ExplanationResult.Noted, $"of the answer, {HeaderWords(change)}", change.Origin);
            }
        }
    }

    private static string HeaderWords(HeaderChange change) => (change.Kind, change.Secret) switch
    {
        (_, { } secret) when change.Name.Length > 0 => $"header {change.Name} is set to the key of secret {secret}",
        (HeaderChangeKind.Remove, _) => $"header {change.Name} is removed",
        (HeaderChangeKind.Set, null) => $"header {change.Name} is set",
        (_, null) => $"header {change.Name} is appended",
        (HeaderChangeKind.Set, { } secret) => $"the headers of secret {secret} are set",
        (_, { } secret) => $"the headers of secret {secret} are appended: what the client sent under these names is kept",
    };
}
