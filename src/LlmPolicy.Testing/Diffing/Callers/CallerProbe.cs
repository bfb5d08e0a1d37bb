namespace LlmPolicy.Testing.Diffing.Callers;

/// <summary>Somebody who sends requests.</summary>
/// <param name="words">Who, in words.</param>
/// <param name="send">A request with what the caller sends along.</param>
internal sealed class CallerProbe(string words, Func<PolicyRequest, PolicyRequest> send)
{
    public static readonly CallerProbe Nobody = new("no token", request => request);

    public string Words => words;

    public PolicyRequest Send(PolicyRequest request) => send(request);
}
