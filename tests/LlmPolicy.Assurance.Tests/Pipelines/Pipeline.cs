namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Two middleware with the policy between them; one of them may be left out.</summary>
internal sealed record Pipeline(Middleware? Front, Middleware? Behind)
{
    /// <summary>Each middleware alone, then each ordered pair.</summary>
    public static IReadOnlyList<Pipeline> All { get; } =
    [
        .. Middleware.All.Select(one => new Pipeline(one, null)),
        .. Middleware.All.Select(one => new Pipeline(null, one)),
        .. from front in Middleware.All from behind in Middleware.All where front != behind select new Pipeline(front, behind),
    ];

    public bool IsOfOne => Front is null || Behind is null;

    /// <summary>One of two halves, in which each middleware stands beside every other one, in front of it or behind.</summary>
    public bool IsOdd => Front is not null && Behind is not null && string.CompareOrdinal(Front.Name, Behind.Name) < 0;

    public IEnumerable<Middleware> Both => ((Middleware?[])[Front, Behind]).OfType<Middleware>();

    public bool Has(Middleware one) => Front == one || Behind == one;

    /// <summary>Where a middleware of it stands, to a request that finds the policy so arranged.</summary>
    public Place PlaceOf(Middleware one, Arrangement arrangement) =>
        arrangement.HasGuard && Behind == one ? Place.BehindGuard
        // The scheme decides where the app authenticates.
        : !arrangement.HasScheme || one == Middleware.Authentication || Behind == Middleware.Authentication ? Place.InFront
        : Place.AfterScheme;

    public override string ToString() => $"{Front?.Name ?? "-"} > policy > {Behind?.Name ?? "-"}";
}
