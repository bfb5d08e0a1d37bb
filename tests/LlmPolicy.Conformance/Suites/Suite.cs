using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>A file of recorded answers. The names are those of the forms <c>llmpolicy-conformance/1</c> and <c>/2</c>.</summary>
internal sealed record Suite(string Schema, [property: JsonPropertyName("suite")] string Name, double Now, IReadOnlyList<SuiteGroup> Groups)
{
    public const string FirstForm = "llmpolicy-conformance/1";

    /// <summary>Raw bytes, HTTP/2, an upstream that follows a script, how an answer ended.</summary>
    public const string SecondForm = "llmpolicy-conformance/2";

    public DateTimeOffset Instant => DateTimeOffset.UnixEpoch.AddSeconds(Now);

    public bool IsOfWire => Schema == SecondForm;
}
