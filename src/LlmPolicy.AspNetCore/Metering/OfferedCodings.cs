using Microsoft.Extensions.Primitives;

namespace LlmPolicy.Metering;

/// <summary><c>Accept-Encoding</c> (RFC 9110, 12.5.3), cut to the codings in which a metered answer can be read.</summary>
internal static class OfferedCodings
{
    private const string Identity = "identity";

    /// <summary>What is offered of the codings that the client takes. Whoever offers none gets none: that is left.</summary>
    public static StringValues Cut(StringValues offered, UsageMetering metering)
    {
        if (offered.Count == 0 || metering.IsAskedFor)
        {
            // A chunk is taken out of what is not compressed alone.
            return offered.Count == 0 ? offered : Identity;
        }

        string[] all = [.. offered.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        string[] read = [.. all.Where(IsRead)];

        // An empty line means the same, and goes on as none: without one every coding is offered.
        return read.Length == 0 ? Identity : read.Length == all.Length ? offered : string.Join(", ", read);
    }

    private static bool IsRead(string offer)
    {
        string coding = offer.Split(';')[0].TrimEnd();
        return coding.Equals(Identity, StringComparison.OrdinalIgnoreCase) || LlmUsageReader.ContentCodings.Contains(coding, StringComparer.OrdinalIgnoreCase);
    }
}
