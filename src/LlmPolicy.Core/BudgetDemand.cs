using LlmPolicy.Budgets;
using LlmPolicy.Outputs;
using LlmPolicy.Refusals;

namespace LlmPolicy;

/// <summary>
/// What a request takes of one <c>TokenBudget</c>: to be reserved before it is sent, together with its other demands or not at all, and settled once it is over. The decision
/// only says it: evaluated twice, it takes nothing twice.
/// </summary>
public sealed class BudgetDemand : PolicyEffect
{
    private readonly BudgetRule _rule;
    private readonly BudgetSize _size;
    private readonly OutputKey _key;
    private readonly long? _unknownAnswers;
    private readonly bool _reportsUsage;
    private readonly string _method;
    private readonly string _target;

    /// <param name="rule">The budget.</param>
    /// <param name="counters">What it counts on.</param>
    /// <param name="size">How much is reserved.</param>
    /// <param name="key">Whose answers are alike.</param>
    /// <param name="produces">What is known of what it produces; null where no usage is counted.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="target">Path and query as they are sent.</param>
    internal BudgetDemand(BudgetRule rule, IReadOnlyList<BudgetCounter> counters, in BudgetSize size, in OutputKey key, OutputResolution.Produces? produces, string method, string target)
    {
        (_rule, Counters, _size, _key, _method, _target) = (rule, counters, size, key, method, target);
        _unknownAnswers = produces is { Limit: null, Form.Kind: not OutputKind.None } ? produces.Multiplier : null;
        _reportsUsage = produces?.ReportsUsage ?? false;
    }

    /// <summary>A limit that nothing reaches, for a budget that only counts.</summary>
    public static long NoLimit => BudgetAmount.Max;

    /// <summary>The budget, as <c>namespace/name</c>.</summary>
    public string Budget => _rule.Name;

    /// <summary>What it counts on, each with the amount to reserve.</summary>
    public IReadOnlyList<BudgetCounter> Counters { get; }

    /// <summary>The request's input as it is reserved for, in tokens: estimated by its bytes.</summary>
    public long Input => _size.Input;

    /// <summary>The output that is reserved for, in tokens: as the request declares it, or as such requests produced lately. What it would take of all limits together; a limit may have less.</summary>
    public long Output => _size.Output;

    /// <summary>Whether the budget only counts, and refuses nobody (<c>mode: SHADOW</c>).</summary>
    public bool IsShadow => _rule.IsShadow;

    /// <summary>What is to happen while the store does not answer (<c>onStoreFailure</c>).</summary>
    public StoreFailureMode OnStoreFailure => _rule.OnStoreFailure;

    /// <summary>The budget's place in its manifest.</summary>
    public SourcePosition Position => _rule.Position;

    internal BudgetSize Size => _size;

    /// <summary>What a request that was sent really took, in the order of <see cref="Counters"/>.</summary>
    /// <param name="usage">What its answer used; null where there was none.</param>
    /// <returns>The amounts to settle.</returns>
    public long[] Used(LlmUsage? usage)
    {
        long[] amounts = new long[Counters.Count];
        for (int i = 0; i < amounts.Length; i++)
        {
            amounts[i] = Used(Counters[i], usage);
        }

        return amounts;
    }

    /// <summary>
    /// Remembers how much an answer produced, for the next requests that do not say how much theirs may. One that was cut where this budget set the limit would have been longer:
    /// it counts twice, or what is expected could only fall.
    /// </summary>
    /// <param name="history">Where it is remembered.</param>
    /// <param name="usage">What the answer used.</param>
    public void Learn(OutputHistory history, LlmUsage usage)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(usage);
        if (_unknownAnswers is { } answers && usage is { Source: LlmUsageSource.Reported, End: LlmAnswerEnd.Whole, Output: { } output })
        {
            long each = Math.Max(0, output) / answers;
            history.Add(_key, _rule.Binds && output >= _size.Output ? BudgetAmount.Bounded((Int128)each * 2) : each);
        }
    }

    /// <summary>A refusal in the form of errors of the provider's that was to be called.</summary>
    /// <param name="statusCode">The status code.</param>
    /// <param name="reason">What is wrong, for programs: one of <see cref="ReasonCodes"/>.</param>
    /// <param name="words">What is wrong, for people.</param>
    /// <param name="headers">Its other headers.</param>
    public PolicyResponse Refuse(int statusCode, string reason, string words, IReadOnlyList<HeaderField> headers) =>
        ProviderErrors.For(_method, _target, statusCode, reason, words).ToResponse(statusCode, headers);

    /// <summary>The budget as its manifest has it.</summary>
    internal BudgetRule Rule => _rule;

    private long Used(BudgetCounter counter, LlmUsage? usage)
    {
        if (counter.Unit is BudgetUnit.Requests or BudgetUnit.Concurrent)
        {
            return counter.Amount;
        }

        if (usage is { Source: LlmUsageSource.Refused })
        {
            return 0;
        }

        var tokens = usage is null ? new TokenCounts(_size.Input, 0, 0, 0, 0, 0) : TokenCounts.Of(usage, _size.Input, 0);
        long seen = counter.Unit == BudgetUnit.Tokens ? _rule.Weights.Of(tokens) : Cost(tokens, usage?.Model);
        return IsChargedWhole(usage) ? Math.Max(counter.Amount, seen) : seen;
    }

    /// <summary>Whether the reservation is charged, if no more was seen: what was used is not known.</summary>
    private bool IsChargedWhole(LlmUsage? usage) => usage switch
    {
        null or { Source: LlmUsageSource.Missing } when !_reportsUsage => true,
        null or { End: not LlmAnswerEnd.Whole } => _rule.Settling.ChargesAborted,
        { Source: LlmUsageSource.Missing or LlmUsageSource.Estimated } => _rule.Settling.ChargesMissing,
        _ => false,
    };

    /// <summary>By the price that was reserved at: the name by which a model answers is often a longer one. Where several may answer, the one that did tells whose price counts, else the dearest.</summary>
    private long Cost(in TokenCounts tokens, string? answered)
    {
        if (answered is not null && _rule.Prices.Of(answered) is { } price && Array.IndexOf(_size.Prices, price) >= 0)
        {
            return price.Of(tokens);
        }

        long most = 0;
        foreach (var asked in _size.Prices)
        {
            most = Math.Max(most, asked.Of(tokens));
        }

        return most;
    }
}
