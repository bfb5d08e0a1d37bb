using System.Globalization;
using System.Text;

namespace LlmPolicy.Headers;

/// <summary><c>%START_TIME%</c>: when the request was evaluated, in UTC, as ISO 8601 or by the manifest's own format.</summary>
internal static class StartTime
{
    private static readonly Dictionary<char, string> Specifiers = new()
    {
        ['Y'] = "yyyy",
        ['m'] = "MM",
        ['d'] = "dd",
        ['H'] = "HH",
        ['M'] = "mm",
        ['S'] = "ss",
        ['b'] = "MMM",
        ['a'] = "ddd",
        ['F'] = "yyyy-MM-dd",
        ['T'] = "HH:mm:ss",
    };

    public static string Default(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>A format with strftime's commonest specifiers; null for one with others.</summary>
    public static Func<TemplateContext, string?>? Create(string format)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] == '%' && (++i == format.Length || format[i] is not ('s' or '%' or 'z' or 'Z') && !Specifiers.ContainsKey(format[i])))
            {
                return null;
            }
        }

        return context => Write(format, context.Exchange.Now);
    }

    private static string Write(string format, DateTimeOffset now)
    {
        var output = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            output.Append(format[i] == '%' ? Field(format[++i], now) : format[i].ToString());
        }

        return output.ToString();
    }

    private static string Field(char specifier, DateTimeOffset now) => specifier switch
    {
        's' => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'z' => "+0000",
        'Z' => "UTC",
        '%' => "%",
        _ => now.UtcDateTime.ToString(Specifiers[specifier], CultureInfo.InvariantCulture),
    };
}
