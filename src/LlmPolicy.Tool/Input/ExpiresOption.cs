using System.CommandLine;
using System.CommandLine.Parsing;
using LlmPolicy.Manifests;

namespace LlmPolicy.Tool.Input;

/// <summary><c>--expires</c>: how long a token is good for.</summary>
internal sealed class ExpiresOption : Option<TimeSpan>
{
    private const string Never = "never";

    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    public ExpiresOption()
        : base("--expires")
    {
        Description = "How long it is good for: 90s, 15m, 1h30m, or never. Default: 1h.";
        HelpName = "DURATION";
        CustomParser = Parse;
    }

    /// <summary>The time; null for ever.</summary>
    public TimeSpan? Read(ParseResult parsed)
    {
        TimeSpan time = parsed.GetResult(this) is null ? Usual : parsed.GetValue(this);
        return time == Timeout.InfiniteTimeSpan ? null : time;
    }

    private static TimeSpan Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == Never)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (ManifestDuration.Parse(text) is { } duration && duration < TimeSpan.FromDays(36500))
        {
            return duration;
        }

        result.AddError($"--expires: a time as 90s, 15m or 1h30m is expected, or {Never}.");
        return default;
    }
}
