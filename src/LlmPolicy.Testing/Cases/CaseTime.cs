using System.Globalization;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Cases;

/// <summary>A point in time as RFC 3339 writes it; UTC where no offset is given.</summary>
internal static class CaseTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static DateTimeOffset? Read(ObjectReader o, string name)
    {
        if (o.String(name) is not { } text)
        {
            return null;
        }

        var time = Parse(text.Value);
        if (time is null)
        {
            o.Invalid(text.Position, $"'{name}' has to be a time.", "Write it as 2026-01-31T12:00:00Z.");
        }

        return time;
    }
}
