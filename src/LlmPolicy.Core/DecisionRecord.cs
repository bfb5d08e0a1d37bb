using System.Text.Json.Serialization;
using LlmPolicy.Explaining;

namespace LlmPolicy;

/// <summary>
/// What is kept of a refusal, so that it can be explained later against the manifests, without the token: reason, rule, and the type
/// found of each claim. Holds no value of a claim and nothing that the caller chose.
/// </summary>
public sealed record DecisionRecord
{
    /// <summary>The form of <see cref="ToJson"/>, its first member. Versioned like the API.</summary>
    public const string Format = "llmpolicy-decision/1";

    /// <summary>The most claims that a record lists; of more, those that come first.</summary>
    public const int MaxClaims = 32;

    /// <summary>The decision's id, as the response carries it.</summary>
    public required string Id { get; init; }

    /// <summary>The policy's <see cref="CompiledPolicy.Generation"/>.</summary>
    public required string Generation { get; init; }

    /// <summary>The status that was answered.</summary>
    [JsonPropertyName("status")]
    public required int StatusCode { get; init; }

    /// <summary>The reason, one of <see cref="ReasonCodes"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The route, as <c>namespace/virtualservice:route</c>; null if none matched.</summary>
    public string? Route { get; init; }

    /// <summary>The manifest's rule that decided; null where no manifest did.</summary>
    public SourcePosition? Position { get; init; }

    /// <summary>What each provider said: those that accepted, then those that did not.</summary>
    [JsonRequired]
    public IReadOnlyList<ProviderFinding> Providers { get; init; } = [];

    /// <summary>What each principal asked for and what type was found; empty unless RBAC refused.</summary>
    [JsonRequired]
    public IReadOnlyList<ClaimFinding> Claims { get; init; } = [];

    /// <summary>By its first member a record is found in a log.</summary>
    [JsonInclude, JsonRequired, JsonPropertyName("format"), JsonPropertyOrder(-1)]
    internal string WrittenFormat { get; init; } = Format;

    /// <summary>The record of a decision that answers.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="id">The id that the host gave it.</param>
    /// <param name="generation">The generation of the policy that made it.</param>
    public static DecisionRecord Of(PolicyDecision decision, string id, string generation)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new DecisionRecord
        {
            Id = id,
            Generation = generation,
            StatusCode = decision.Response?.StatusCode ?? 0,
            Reason = decision.Reason,
            Route = decision.Route?.ToString(),
            Position = decision.Position,
            Providers = [.. decision.Callers.Select(c => new ProviderFinding { Provider = c.Provider, Reason = "" }), .. decision.Refusal?.Providers ?? []],
            Claims = [.. (decision.Refusal?.Claims?.Invoke() ?? []).Take(MaxClaims)],
        };
    }

    /// <summary>Finds a record in a text: the record alone, or a line of a log that holds it, in plain text or within JSON. Null if there is none.</summary>
    /// <param name="text">The text; of several records the first one counts.</param>
    public static DecisionRecord? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DecisionRecordJson.Find(text);
    }

    /// <summary>The record as one line of JSON.</summary>
    public string ToJson() => DecisionRecordJson.Write(this);

    /// <summary>The same as <see cref="ToJson"/>.</summary>
    public override string ToString() => ToJson();
}
