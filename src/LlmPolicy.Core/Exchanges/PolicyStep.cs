namespace LlmPolicy.Exchanges;

/// <summary>One thing that a route asks of a request. Pure: what is to happen later it adds to the exchange's effects.</summary>
internal interface IPolicyStep
{
    /// <summary>The request's headers whose values it looks at, beside those that a step of its own room is known for.</summary>
    IEnumerable<string> Headers => [];

    /// <summary>The headers that it changes, of the request or its answer.</summary>
    IEnumerable<string> ChangedHeaders => [];

    StepResult Check(Exchange exchange);
}

/// <summary>What comes of a step: the request may go on, is refused or answered, or can't be decided before a fact is known.</summary>
internal readonly record struct StepResult
{
    private StepResult(Refusal? refusal, StepAnswer? given, PolicyNeed? need) => (Refusal, Given, Need) = (refusal, given, need);

    public static StepResult Pass => default;

    public Refusal? Refusal { get; }

    /// <summary>The answer that the step gives; null for none.</summary>
    public StepAnswer? Given { get; }

    public PolicyNeed? Need { get; }

    public bool Passes => Refusal is null && Given is null && Need is null;

    public static StepResult Refuse(Refusal refusal) => new(refusal, null, null);

    public static StepResult Answer(StepAnswer answer) => new(null, answer, null);

    public static StepResult Ask(PolicyNeed need) => new(null, null, need);
}

/// <summary>When a step is asked, in Envoy's order of filters.</summary>
internal enum StepPhase
{
    /// <summary>What kind of request it is: an upgrade.</summary>
    Protocol,

    /// <summary><c>faults</c>.</summary>
    Faults,

    /// <summary><c>stagedTransformations.early</c>.</summary>
    EarlyTransformation,

    /// <summary><c>cors</c>: a preflight is answered before anybody is asked who he is.</summary>
    Cors,

    /// <summary><c>ratelimit.localRatelimit</c>, <c>ratelimitEarly</c>, <c>rateLimitEarlyConfigs</c>: what is refused later counts, too.</summary>
    EarlyLimit,

    /// <summary><c>jwtStaged.beforeExtAuth</c>.</summary>
    TokensBeforeExtAuth,

    /// <summary><c>extauth</c>.</summary>
    ExtAuth,

    /// <summary><c>jwt</c>, <c>jwtStaged.afterExtAuth</c>.</summary>
    TokensAfterExtAuth,

    /// <summary>Who may: <c>rbac</c>.</summary>
    Access,

    /// <summary><c>transformations</c>, <c>stagedTransformations.regular</c>.</summary>
    Transformation,

    /// <summary><c>ratelimit</c>, <c>rateLimitConfigs</c>, their <c>Regular</c> twins and <c>ratelimitBasic</c>: only who may pass is counted.</summary>
    Limit,

    /// <summary><c>csrf</c>.</summary>
    Csrf,

    /// <summary>What is asked for, by the request's body. Nobody unknown makes us read one.</summary>
    Body,

    /// <summary>How much of it is left.</summary>
    Budget,
}
