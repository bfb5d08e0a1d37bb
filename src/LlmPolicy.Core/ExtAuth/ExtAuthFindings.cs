using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary>What is found of who sends a request, in words. Never a key.</summary>
internal static class ExtAuthFindings
{
    extension(Findings findings)
    {
        /// <summary>The verdict of an AuthConfig; it stands before what led to it.</summary>
        public void Verdict(AuthStep step, int mark, bool holds) => findings.Insert(
            mark, ExplanationSubject.ExtAuth, Findings.Result(holds), $"extauth {step.Name}: {(holds ? "passed" : "not passed")}; it asks for {step}", step.Position);

        public void ApiKeyMissing(ApiKeyMethod method) => findings.Config(method, method.Position, false, $"no header {method.CredentialHeader}");

        public void ApiKeys(ApiKeyMethod method) => findings.Config(method, method.Position, false, $"header {method.CredentialHeader} has several lines: one key is expected");

        public void ApiKeyUnknown(ApiKeyMethod method) => findings.Config(method, method.Position, false, $"header {method.CredentialHeader} has none of the {method.Count} keys");

        public void ApiKeyLacks(ApiKeyMethod method, ApiKey key) => findings.Config(method, method.Position, false, $"the key of Secret {key.Grant.Caller!.Secret}, which lacks the required entry {key.Lacks}");

        public void ApiKeyMismatch(ApiKeyMethod method, ApiKey key, string header) =>
            findings.Config(method, method.Position, false, $"the key of Secret {key.Grant.Caller!.Secret}, but header {header} is not what it says");

        public void ApiKeyFits(ApiKeyMethod method, ApiKey key) => findings.Config(method, method.Position, true, $"the key of Secret {key.Grant.Caller!.Secret}");

        public void TokenVerified(TokenMethod method, bool verified) => findings.Config(method, method.Position, verified, verified ? "a token was verified" : "no token was verified before");

        private void Config(IAuthMethod method, SourcePosition position, bool passes, string words) =>
            findings.Add(ExplanationSubject.ExtAuth, Findings.Result(passes), $"{method.Name}: {words}", position, 1);
    }
}
