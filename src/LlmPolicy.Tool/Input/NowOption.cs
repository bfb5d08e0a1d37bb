using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LlmPolicy.Tool.Input;

/// <summary><c>--now</c>: the time that a token is held against; the clock's where it is not given.</summary>
internal sealed class NowOption : Option<DateTimeOffset?>
{
    public NowOption()
        : base("--now")
    {
        Description = "The time that counts as now, as 2026-01-31T12:00:00Z; else the clock's.";
        HelpName = "TIME";
        CustomParser = Parse;
    }

    public DateTimeOffset Read(ParseResult parsed) => parsed.GetValue(this) ?? Terminal.Of(parsed).Time.GetUtcNow();

    private static DateTimeOffset? Parse(ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        result.AddError("--now: a time as 2026-01-31T12:00:00Z is expected.");
        return null;
    }
}
