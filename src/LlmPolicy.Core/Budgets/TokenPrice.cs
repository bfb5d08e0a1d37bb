using System.Globalization;

namespace LlmPolicy.Budgets;

/// <summary>What a million tokens of some class cost, in millionths of the currency's unit: 2,500,000 is 2.50.</summary>
internal readonly record struct TokenPrice(long MicrosPerMillion)
{
    private const long Million = 1_000_000;

    /// <summary>Reads a price a million tokens: a decimal number of six places at the most, from 0 to a million.</summary>
    public static bool TryParse(string text, out TokenPrice price)
    {
        bool read = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value <= Million;
        decimal micros = read ? value * Million : 0;
        price = new TokenPrice((long)micros);
        return read && decimal.IsInteger(micros);
    }

    /// <summary>What a request costs, in millionths of the currency's unit: rounded up once, over all of its tokens.</summary>
    public static long Cost(ReadOnlySpan<(long Tokens, TokenPrice Price)> classes)
    {
        Int128 sum = 0;
        foreach (var (tokens, price) in classes)
        {
            sum += (Int128)Math.Max(0, tokens) * price.MicrosPerMillion;
        }

        return BudgetAmount.Bounded((sum + Million - 1) / Million);
    }
}
