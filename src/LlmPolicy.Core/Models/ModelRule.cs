using LlmPolicy.Exchanges;
using LlmPolicy.Rbac;

namespace LlmPolicy.Models;

/// <summary>One of a ModelPolicy's <c>rules</c>, compiled: whom it is for, and what it allows them.</summary>
internal sealed class ModelRule
{
    /// <summary>Its <c>name</c>, or its place.</summary>
    public required string Name { get; init; }

    /// <summary><c>principals</c>; one is enough.</summary>
    public required RbacPrincipal[] Principals { get; init; }

    /// <summary>Whether it has no <c>principals</c>, and is for everybody.</summary>
    public required bool IsForAnyone { get; init; }

    /// <summary><c>models</c></summary>
    public required ModelPattern[] Models { get; init; }

    /// <summary><c>fromClaim</c>; null without.</summary>
    public required ClaimedModels? Claim { get; init; }

    /// <summary><c>unnamed</c></summary>
    public required UnnamedWays Unnamed { get; init; }

    /// <summary><c>setModel</c>: names by alias.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    public required SourcePosition Position { get; init; }

    /// <summary>Whether one of the callers is whom the rule is for.</summary>
    public bool IsFor(IReadOnlyList<VerifiedCaller> callers, Findings? findings)
    {
        var cursor = new ClaimCursor();
        bool fits = IsForAnyone;
        for (int i = 0; i < Principals.Length && !fits; i++)
        {
            int mark = findings?.Mark ?? 0;
            fits = Principals[i].Matches(callers, ref cursor, Name, findings);
            findings?.Principal(Principals[i], i, mark, callers, fits);
        }

        return fits;
    }

    /// <summary>Whether it allows a model to those whom it is for.</summary>
    public bool Allows(string model, IReadOnlyList<VerifiedCaller> callers)
    {
        foreach (var pattern in Models)
        {
            if (pattern.IsMatch(model))
            {
                return true;
            }
        }

        return Claim?.Holds(model, callers) is true;
    }

    /// <summary>The name that goes upstream for one that was asked for.</summary>
    public string Renamed(string model) => Names.GetValueOrDefault(model, model);

    /// <summary>What it allows, in words.</summary>
    public override string ToString()
    {
        string[] parts = [.. Models.Select(m => m.Words), .. Claim is null ? [] : new[] { Claim.ToString() }, .. Unnamed == UnnamedWays.None ? [] : new[] { $"unnamed {Unnamed}" }];
        return parts.Length == 0 ? "no model" : string.Join(", ", parts);
    }
}
