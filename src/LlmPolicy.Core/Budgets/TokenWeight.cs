using System.Globalization;

namespace LlmPolicy.Budgets;

/// <summary>What a token of some class counts, in thousandths: 1,250 is 1.25.</summary>
internal readonly record struct TokenWeight(int Thousandths)
{
    /// <summary>The largest weight, 1,000.</summary>
    public const int MaxThousandths = 1_000_000;

    /// <summary>A token counts as one.</summary>
    public static readonly TokenWeight One = new(1_000);

    /// <summary>Reads a decimal number of three places at the most, from 0 to 1,000.</summary>
    public static bool TryParse(string text, out TokenWeight weight)
    {
        bool read = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value <= MaxThousandths / 1_000;
        decimal thousandths = read ? value * 1_000 : 0;
        weight = new TokenWeight((int)thousandths);
        return read && decimal.IsInteger(thousandths);
    }

    /// <summary>What so many tokens count, in thousandths of a token.</summary>
    public long Of(long tokens) => BudgetAmount.Bounded((Int128)tokens * Thousandths);
}
