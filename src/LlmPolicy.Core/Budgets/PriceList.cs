using LlmPolicy.Models;

namespace LlmPolicy.Budgets;

/// <summary><c>prices</c>, compiled: the first that names a model counts.</summary>
internal sealed record PriceList(Price[] Prices)
{
    /// <summary>The price of a model; null where there is none. A model without a name, which is empty, has that of <c>*</c>.</summary>
    public Price? Of(string model) => Array.Find(Prices, price => Array.Exists(price.Models, pattern => pattern.IsMatch(model)));

    /// <summary>The prices of all models that may answer; null if one of them has none, so that none goes uncounted.</summary>
    public Price[]? OfAll(IReadOnlyList<string> models)
    {
        var prices = new Price[Math.Max(1, models.Count)];
        for (int i = 0; i < prices.Length; i++)
        {
            if (Of(models.Count == 0 ? "" : models[i]) is not { } price)
            {
                return null;
            }

            prices[i] = price;
        }

        return prices;
    }
}

/// <summary>What a model's tokens cost, by class, and each request beside them in millionths of the currency's unit.</summary>
internal sealed record Price(ModelPattern[] Models, TokenPrice Input, TokenPrice CachedRead, TokenPrice CachedWrite, TokenPrice CachedWrite1Hour, TokenPrice Output, long Request)
{
    private const long Million = 1_000_000;

    /// <summary>The most that a token of input may cost.</summary>
    private TokenPrice DearestInput => new(Math.Max(Math.Max(Input.MicrosPerMillion, CachedRead.MicrosPerMillion), Math.Max(CachedWrite.MicrosPerMillion, CachedWrite1Hour.MicrosPerMillion)));

    /// <summary>What an answer costs, in millionths of the currency's unit.</summary>
    public long Of(in TokenCounts tokens) => BudgetAmount.Bounded(Request + (Int128)TokenPrice.Cost(
    [
        (tokens.Input, Input), (tokens.CachedRead, CachedRead), (tokens.CachedWrite, CachedWrite), (tokens.CachedWrite1Hour, CachedWrite1Hour), (tokens.Output, Output), (tokens.Reasoning, Output),
    ]));

    /// <summary>What it costs at the most for so much input and output.</summary>
    public long AtMost(long input, long output) => BudgetAmount.Bounded(Request + (Int128)TokenPrice.Cost([(input, DearestInput), (output, Output)]));

    /// <summary>How much output so much buys, beside the input.</summary>
    public long OutputFor(long micros, long input) => Output.MicrosPerMillion == 0
        ? long.MaxValue
        : BudgetAmount.Bounded((((Int128)micros - Request) * Million - (Int128)input * DearestInput.MicrosPerMillion) / Output.MicrosPerMillion);
}
