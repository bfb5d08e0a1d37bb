using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Everything that a decision says, so that two can be held against each other.</summary>
internal static class DecisionText
{
    public static string ToText(this PolicyDecision decision)
    {
        var text = new StringBuilder($"{decision.Outcome} {decision.Reason} at {decision.Position} by {decision.Route}\n");
        foreach (var caller in decision.Callers)
        {
            text.Append(null, $"caller {caller.Provider} {caller.Claims.GetRawText()}\n");
        }

        if (decision.ExtAuthCaller is { } shown)
        {
            text.Append(null, $"shown {shown} {shown.Secret}\n");
        }

        if (decision.Response is { } response)
        {
            text.Append(null, $"{response.StatusCode} {response.Body}\n{string.Join('\n', response.Headers)}\n");
        }

        if (decision.Forwarding is { } forwarding)
        {
            text.Append(null, $"{forwarding.Upstream} {forwarding.Target} {forwarding.Host} {forwarding.Timeout}\n");
            text.Append(Changes(forwarding.RequestHeaders)).Append(Changes(forwarding.ResponseHeaders(new UpstreamAnswer(200, [new("server", "s"), new("x-a", "1")]))));
        }

        return text.Append((decision.Need as KeysNeed)?.Source).ToString();
    }

    private static string Changes(IReadOnlyList<HeaderChange> changes) =>
        string.Concat(changes.Select(c => $"{c.Kind} {c.Name}={c.Value} {c.Secret} {c.Origin}\n"));
}
