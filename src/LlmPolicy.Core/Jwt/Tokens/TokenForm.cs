namespace LlmPolicy.Jwt.Tokens;

/// <summary>Notes the first strictness rule that a token breaks, of those that are not switched off.</summary>
internal struct TokenForm(IReadOnlySet<string> laxRules)
{
    private bool _breaksRule;

    /// <summary>Whether no rule is broken, not one that is switched off either.</summary>
    public readonly bool KeepsAllRules => !_breaksRule;

    public StrictnessFinding? Finding { get; private set; }

    public void Check(string rule, JwtStatus status, bool kept)
    {
        _breaksRule |= !kept;
        if (!kept && !laxRules.Contains(rule))
        {
            Finding ??= new StrictnessFinding(rule, status);
        }
    }
}
