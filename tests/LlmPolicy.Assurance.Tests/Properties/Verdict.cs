using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmPolicy.Http;

namespace LlmPolicy.Assurance.Properties;

/// <summary>What a decision comes to, as far as the spelling of a request has no part in it.</summary>
internal static class Verdict
{
    /// <summary>The answer or the way upstream, who was verified, and what is told upstream of him.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="request">What it was made on.</param>
    /// <param name="token">The token that the request carries; null for none.</param>
    public static string Of(PolicyDecision decision, PolicyRequest request, string? token)
    {
        var text = new StringBuilder($"{decision.Outcome} {decision.Reason} at {decision.Position} by {decision.Route}\n");
        foreach (string caller in decision.Callers.Select(caller => $"{caller.Provider} {Canonical(caller.Claims)}").Distinct())
        {
            text.Append(null, $"caller {caller}\n");
        }

        if (decision.Response is { } response)
        {
            text.Append(null, $"{response.StatusCode} {response.Body}\n");
        }

        if (decision.Forwarding is { } forwarding)
        {
            var sent = Sent(request, forwarding);
            text.Append(null, $"{forwarding.Upstream} {forwarding.Host} {forwarding.Target.Split('?')[0]}\n");
            text.Append(null, $"team {Lines(sent, "x-team")} level {Lines(sent, "x-level")} token {Carries(sent, forwarding.Target, token)}\n");
        }

        return text.ToString();
    }

    /// <summary>The header lines that go upstream.</summary>
    public static IReadOnlyList<HeaderField> Sent(PolicyRequest request, Forwarding forwarding)
    {
        HeaderList list = new();
        list.Reset(request.Headers);
        foreach (var change in forwarding.RequestHeaders)
        {
            HeaderChange.Apply(list, change.Kind, change.Name, change.Value);
        }

        return list.Fields;
    }

    /// <summary>The different values of a header, in order.</summary>
    public static string Lines(IReadOnlyList<HeaderField> headers, string name) =>
        string.Join('|', headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).Distinct());

    /// <summary>Whether headers or target have the token in them, however it is escaped there.</summary>
    public static bool Carries(IReadOnlyList<HeaderField> headers, string target, string? token) =>
        token is not null && (headers.Any(h => h.Value.Contains(token, StringComparison.Ordinal)) || Uri.UnescapeDataString(target).Contains(token, StringComparison.Ordinal));

    /// <summary>A value as JSON, its members in the order of their names and its numbers as doubles.</summary>
    public static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{JsonSerializer.Serialize(m.Name)}:{Canonical(m.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.Number => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        _ => value.GetRawText(),
    };
}
