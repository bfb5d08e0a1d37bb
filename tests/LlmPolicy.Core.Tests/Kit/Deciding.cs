using LlmPolicy.Http;

namespace LlmPolicy.Tests;

/// <summary>Short ways to a decision and to what counts in it.</summary>
internal static class Deciding
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public static PolicyDecision Decide(this CompiledPolicy policy, PolicyRequest request) => policy.Evaluate(request, PolicyFacts.None, Now);

    /// <summary>The keys that a decision asks for; null for none.</summary>
    public static RemoteJwks? NeededKeys(this PolicyDecision decision) => (decision.Need as KeysNeed)?.Source;

    public static Forwarding ShouldForward(this PolicyDecision decision)
    {
        decision.Outcome.ShouldBe(PolicyOutcome.Forward, $"{decision.Reason} at {decision.Position}");
        return decision.Forwarding.ShouldNotBeNull();
    }

    public static PolicyResponse ShouldRefuse(this PolicyDecision decision, int status, string reason)
    {
        decision.Outcome.ShouldBe(PolicyOutcome.Respond, decision.Reason);
        decision.Reason.ShouldBe(reason);
        decision.Response.ShouldNotBeNull().StatusCode.ShouldBe(status);
        return decision.Response!;
    }

    public static PolicyResponse ShouldRespond(this PolicyDecision decision, int status)
    {
        decision.Outcome.ShouldBe(PolicyOutcome.Respond, decision.Reason);
        decision.Response.ShouldNotBeNull().StatusCode.ShouldBe(status, decision.Reason);
        return decision.Response!;
    }

    /// <summary>The lines of a header that reach the upstream, joined by <c>|</c>; a secret's headers stand as <c>secret:NAME</c> under that name.</summary>
    public static string? Sent(this PolicyDecision decision, PolicyRequest request, string name) =>
        Lines(Apply(request.Headers, decision.ShouldForward().RequestHeaders), name);

    public static string? Header(this PolicyResponse response, string name) => Lines(response.Headers, name);

    public static IReadOnlyList<HeaderField> Apply(IReadOnlyList<HeaderField> headers, IReadOnlyList<HeaderChange> changes)
    {
        HeaderList result = new();
        result.Reset(headers);
        foreach (var change in changes)
        {
            string? secret = change.Secret is { } name ? $"secret:{name}" : null;
            HeaderChange.Apply(result, change.Kind, secret ?? change.Name, secret is null ? change.Value : change.Kind.ToString());
        }

        return result.Fields;
    }

    public static string? Lines(IReadOnlyList<HeaderField> headers, string name)
    {
        string[] lines = [.. headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];
        return lines.Length == 0 ? null : string.Join('|', lines);
    }
}
