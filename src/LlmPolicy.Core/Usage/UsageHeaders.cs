using System.Globalization;

namespace LlmPolicy.Usage;

/// <summary>What an answer's headers say: of usage, and of how its body is to be read.</summary>
internal static class UsageHeaders
{
    /// <summary>Headers that count tokens: those of Bedrock's InvokeModel, and of Hugging Face's TGI. Limits of rates are none.</summary>
    public static IReadOnlyList<(string Name, UsageMember Member)> Counts { get; } =
    [
        ("x-amzn-bedrock-input-token-count", UsageMember.MeteredInput),
        ("x-amzn-bedrock-cache-read-input-token-count", UsageMember.MeteredRead),
        ("x-amzn-bedrock-cache-write-input-token-count", UsageMember.MeteredWritten),
        ("x-amzn-bedrock-output-token-count", UsageMember.MeteredOutput),
        ("x-prompt-tokens", UsageMember.MeteredInput),
        ("x-generated-tokens", UsageMember.MeteredOutput),
    ];

    public static void Read(IReadOnlyList<HeaderField> headers, UsageReport report)
    {
        foreach (var header in headers)
        {
            foreach (var (name, member) in Counts)
            {
                if (Is(header, name) && long.TryParse(header.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= UsageNumber.Most)
                {
                    report.CountHeader(member, number);
                }
            }
        }
    }

    public static string ContentType(IReadOnlyList<HeaderField> headers) => headers.FirstOrDefault(h => Is(h, "content-type")).Value ?? "";

    /// <summary>The content codings, in the order in which they were put on.</summary>
    public static IReadOnlyList<string> Codings(IReadOnlyList<HeaderField> headers) =>
    [
        .. headers.Where(h => Is(h, "content-encoding"))
            .SelectMany(h => h.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(coding => coding.ToLowerInvariant())
            .Where(coding => coding != "identity"),
    ];

    private static bool Is(HeaderField header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
