using LlmPolicy.Exchanges;
using LlmPolicy.Models;
using LlmPolicy.Outputs;

namespace LlmPolicy.Budgets;

/// <summary><c>TokenBudget</c>, compiled: says what a request takes of the budget. Whether that much is left is for the store to say, once the decision is carried out.</summary>
internal sealed class BudgetStep(BudgetRule rule) : IPolicyStep
{
    private const string Unbound = "nothing holds this request to what is reserved for it";

    private readonly bool _readsBody = rule.CountsUsage || rule.Models.Length > 0;

    public BudgetRule Rule => rule;

    public StepResult Check(Exchange exchange)
    {
        // The route answers by itself, or nothing is generated: nothing is used.
        if (ModelCall.Of(exchange, rule.BodyLimit) is not { } call)
        {
            return StepResult.Pass;
        }

        if (call.Models is ModelResolution.NoModel)
        {
            exchange.Findings?.NothingUsed(rule);
            return StepResult.Pass;
        }

        if (!_readsBody)
        {
            return Take(exchange, [], null);
        }

        var output = OutputCall.Of(exchange, call);
        if (call.Models is ModelResolution.NeedsBody || output is OutputResolution.NeedsBody)
        {
            return StepResult.Ask(new BodyNeed(rule.BodyLimit, rule.Position));
        }

        string[] models = call.Models is ModelResolution.Asks { Models: var named } ? [.. named.Select(model => model.Name)] : [];
        if (!rule.Counts(models))
        {
            exchange.Findings?.OtherModels(rule);
            return StepResult.Pass;
        }

        return output switch
        {
            OutputResolution.Produces produces => Take(exchange, models, produces),
            // Not a call of a provider's that is known, and none that is known to generate nothing.
            OutputResolution.Nothing => Take(exchange, models, new OutputResolution.Produces(OutputCalls.Unknown, default)),
            OutputResolution.Refused refused => Refuse(exchange, refused.Words, new Refusal(refused.Reason, refused.StatusCode, refused.Words, rule.Position)),
            _ => throw new InvalidOperationException("A resolution of another kind."),
        };
    }

    private StepResult Take(Exchange exchange, string[] models, OutputResolution.Produces? produces)
    {
        if (produces is not null && WhyNotServed(produces) is { } words)
        {
            return Refuse(exchange, ReasonCodes.BudgetUnbound, words);
        }

        if (rule.PricesOf(models) is not { } prices)
        {
            return Refuse(exchange, ReasonCodes.BudgetPrice, "the model has no price");
        }

        if (rule.SubjectsOf(exchange.Callers, exchange.ExtAuthCaller) is not { } subjects)
        {
            return Refuse(exchange, ReasonCodes.BudgetKey, "the caller has no value that the budget counts by");
        }

        exchange.Findings?.Counted(rule);
        var limits = subjects.ConvertAll(subject => rule.LimitsOf(subject, exchange.Callers, exchange.Findings));
        OutputKey key = new(rule.Name, string.Concat(subjects.Select(subject => subject.Key)), models.Length == 0 ? "" : models[0]);
        var all = limits.SelectMany(one => one);
        var empty = new BudgetSize(rule, prices, produces?.Input.EstimatedTokens ?? 0, 0);
        var expected = Expect(exchange, produces, empty, all, key);
        var size = Size(empty, expected, produces?.Multiplier ?? 1, all);
        BudgetCounter[] counters = [.. subjects.SelectMany((subject, i) => limits[i].Select(limit => new BudgetCounter(rule.Name, limit, subject.Key, Amount(size, limit))))];
        exchange.Findings?.Taken(counters);
        if (produces is not null)
        {
            exchange.Findings?.Sized(rule, size, expected, produces.Multiplier);
            if (rule.Binds && !TryBind(exchange, produces, size.Output))
            {
                return Refuse(exchange, ReasonCodes.BudgetUnbound, Unbound);
            }
        }

        exchange.Add(new BudgetDemand(rule, counters, size, key, produces, exchange.Request.Method, exchange.OutgoingTarget!));
        return StepResult.Pass;
    }

    /// <summary>Why such a call is not served in this budget's mode; null if it is.</summary>
    private string? WhyNotServed(OutputResolution.Produces produces) =>
        rule.Binds && !produces.IsBound ? Unbound
        : rule.Settling.RefusesMissing && !produces.ReportsUsage ? "the answer to this request does not say what it used"
        : null;

    private ExpectedOutput Expect(Exchange exchange, OutputResolution.Produces? produces, in BudgetSize empty, IEnumerable<CompiledLimit> limits, in OutputKey key) =>
        produces is null || produces.Form.Kind == OutputKind.None ? default
        : produces.Limit is { } declared ? new(declared, OutputOrigin.Declared)
        : Expected(exchange.Facts.Outputs, key) is { } known ? new(known, OutputOrigin.Experience)
        : rule.ReserveOutput is { } configured ? new(configured, OutputOrigin.Manifest)
        : new(empty.Unknown(limits), OutputOrigin.Limits);

    private BudgetSize Size(in BudgetSize empty, ExpectedOutput expected, long answers, IEnumerable<CompiledLimit> limits)
    {
        var size = empty with { Output = BudgetAmount.Bounded((Int128)expected.Tokens * answers) };
        if (!rule.Binds || expected.Origin == OutputOrigin.Nothing)
        {
            return size;
        }

        // What does not fit with a token for each answer is refused by the store, as all that is larger than its budget.
        var within = size.Within(limits);
        return within with { Output = Math.Max(within.Output, answers) };
    }

    /// <summary>What such requests produced lately. Where that is to be a limit, a token more: so an answer that was cut can be told from one that just fits.</summary>
    private long? Expected(OutputHistory? history, in OutputKey key) => history?.Expect(key) + (rule.Binds ? 1 : 0);

    /// <summary>What is reserved of a limit: no more than all of it, so that a first request is never impossible, unless nothing may go over. A limit of 0 lets nothing through.</summary>
    private long Amount(in BudgetSize size, CompiledLimit limit) => rule.Binds ? size.Of(limit) : Math.Min(size.Of(limit), Math.Max(1, limit.Amount));

    private bool TryBind(Exchange exchange, OutputResolution.Produces produces, long output)
    {
        if (OutputRewrite.Limit(produces, output) is not { } body)
        {
            return false;
        }

        if (!body.Span.SequenceEqual(produces.Body.Span))
        {
            exchange.Findings?.Bound(rule, output);
            exchange.Send(body, rule.Position);
        }

        return true;
    }

    private StepResult Refuse(Exchange exchange, string reason, string words) => Refuse(exchange, words, new Refusal(reason, 403, $"Budget: {words}", rule.Position));

    /// <summary>A budget in the shadow refuses nobody.</summary>
    private StepResult Refuse(Exchange exchange, string words, Refusal refusal)
    {
        exchange.Findings?.Refused(rule, words);
        return rule.IsShadow ? StepResult.Pass : StepResult.Refuse(refusal);
    }
}
