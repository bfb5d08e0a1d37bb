using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmPolicy.Conformance.Suites;

/// <summary>A file of recorded answers. The names are those of the form <c>llmpolicy-conformance/1</c>.</summary>
internal sealed record Suite(string Schema, [property: JsonPropertyName("suite")] string Name, double Now, IReadOnlyList<SuiteGroup> Groups)
{
    public const string KnownSchema = "llmpolicy-conformance/1";

    public DateTimeOffset Instant => DateTimeOffset.UnixEpoch.AddSeconds(Now);
}

/// <summary>Manifests and the requests put to them.</summary>
internal sealed record SuiteGroup(string Id, string Manifests)
{
    /// <summary>What key servers answer, by URL; null: one that hangs up.</summary>
    public IReadOnlyDictionary<string, RemoteAnswer?> Remotes { get; set; } = new Dictionary<string, RemoteAnswer?>();

    /// <summary>Why Envoy did not load the manifests: a text or <c>true</c>.</summary>
    public JsonElement Refused { get; set; }

    public IReadOnlyList<SuiteCase> Cases { get; set; } = [];

    public bool IsRefused => Refused.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False);
}

internal sealed record RemoteAnswer(int Status, string Body = "");

internal sealed record SuiteCase(string Id, CaseRequest Request, Expectation Expect);

/// <summary>A request as text; on the wire it is UTF-8.</summary>
internal sealed record CaseRequest(string Method, string Target, IReadOnlyList<IReadOnlyList<string>> Headers, string? Body = null);

/// <summary>What was recorded: an answer of the proxy's own has a body, another went upstream.</summary>
internal sealed record Expectation(int Status, IReadOnlyList<IReadOnlyList<string>> Headers)
{
    public string? Body { get; set; }

    public ExpectedUpstream? Upstream { get; set; }

    /// <summary>The request went upstream, and what it was like there can't be seen (<c>HEAD</c>).</summary>
    public bool ReachedUpstream { get; set; }

    public bool WentUpstream => ReachedUpstream || Upstream is not null;
}

internal sealed record ExpectedUpstream(string Method, string Target, IReadOnlyList<IReadOnlyList<string>> Headers);
