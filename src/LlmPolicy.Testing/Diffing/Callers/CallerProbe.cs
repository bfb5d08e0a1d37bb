namespace LlmPolicy.Testing.Diffing.Callers;

/// <summary>Somebody who sends requests.</summary>
/// <param name="Words">Who, in words.</param>
/// <param name="Send">A request with what the caller sends along.</param>
internal sealed record CallerProbe(string Words, Func<PolicyRequest, PolicyRequest> Send)
{
    public static readonly CallerProbe Nobody = new("no token", request => request);
}
