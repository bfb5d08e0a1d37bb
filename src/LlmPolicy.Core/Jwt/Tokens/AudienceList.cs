namespace LlmPolicy.Jwt.Tokens;

/// <summary>A provider's <c>audiences</c>: one of the token's has to be there. The scheme and one last slash do not count.</summary>
internal sealed class AudienceList(IEnumerable<string> audiences)
{
    private readonly HashSet<string> _audiences = [.. audiences.Select(Normalize)];

    /// <summary>An empty list asks for nothing.</summary>
    public bool Allows(in RegisteredClaims claims)
    {
        if (_audiences.Count == 0)
        {
            return true;
        }

        foreach (string audience in claims.Audiences())
        {
            if (_audiences.Contains(Normalize(audience)))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Join(" or ", _audiences);

    private static string Normalize(string audience)
    {
        int scheme = audience.StartsWith("http://", StringComparison.Ordinal) ? 7 : audience.StartsWith("https://", StringComparison.Ordinal) ? 8 : 0;
        string rest = audience[scheme..];
        return rest.EndsWith('/') ? rest[..^1] : rest;
    }
}
