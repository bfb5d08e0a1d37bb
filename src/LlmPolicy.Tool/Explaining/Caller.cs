namespace LlmPolicy.Tool.Explaining;

/// <summary>Who calls, if anybody: a token, or the claims of one.</summary>
/// <param name="Token">The token.</param>
/// <param name="Claims">A JSON object.</param>
/// <param name="Provider">Whose token it is; null: the only provider there is.</param>
/// <param name="Keys">What key servers answer, by URL.</param>
internal sealed record Caller(string? Token, string? Claims, string? Provider, IReadOnlyDictionary<string, KeyAnswer> Keys)
{
    /// <summary>The caller alone.</summary>
    public override string ToString() => Provider ?? "caller";
}
