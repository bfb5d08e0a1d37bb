namespace LlmPolicy.Jwt;

/// <summary>Notes the first strictness rule that a token breaks, of those that are not switched off.</summary>
internal struct TokenForm(IReadOnlySet<string> laxRules)
{
    public StrictnessFinding? Finding { get; private set; }

    public void Check(string rule, JwtStatus status, bool kept)
    {
        if (!kept && !laxRules.Contains(rule))
        {
            Finding ??= new StrictnessFinding(rule, status);
        }
    }
}
