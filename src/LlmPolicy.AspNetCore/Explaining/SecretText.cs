using System.Text.RegularExpressions;

namespace LlmPolicy.Explaining;

/// <summary>
/// Which lines of a manifest must not be shown, since a secret may stand in them. It looks at the text alone: what can't be read as YAML
/// holds secrets too. In doubt a line is not shown.
/// </summary>
internal static partial class SecretText
{
    public static bool MayStandIn(string[] lines, int index)
    {
        string[] document = Document(lines, index);
        return !document.Any(l => OfGloo().IsMatch(l))
            || document.Any(l => OfASecret().IsMatch(l))
            || !FieldOrItem().IsMatch(lines[index])
            || Credential().IsMatch(lines[index]);
    }

    private static string[] Document(string[] lines, int index)
    {
        int start = Array.FindLastIndex(lines, index, IsSeparator);
        int end = index + 1 < lines.Length ? Array.FindIndex(lines, index + 1, IsSeparator) : -1;
        return lines[(start < 0 ? 0 : start)..(end < 0 ? lines.Length : end)];
    }

    private static bool IsSeparator(string line) => line.StartsWith("---", StringComparison.Ordinal);

    [GeneratedRegex("""apiVersion\W+\w+\.solo\.io""", RegexOptions.CultureInvariant)]
    private static partial Regex OfGloo();

    /// <summary>What is called a Secret, and the fields that hold its values.</summary>
    [GeneratedRegex("""kind\W{1,8}\w*secret|\bdata["']?\s*:|stringdat|gloo\.solo\.io/header""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfASecret();

    /// <summary>A line that begins with a field's name, an item or a bracket; any other goes on with a text from a line above.</summary>
    [GeneratedRegex("""^\s*(-(\s|$)|[\[\]{}]|["']?[\w./<-]+["']?\s*:(\s|$))""", RegexOptions.CultureInvariant)]
    private static partial Regex FieldOrItem();

    /// <summary>Outside a Secret: a header's value or a transformation's text, a provider's key, a body, a JWK's private members, a PEM, a token, a URL with a password.</summary>
    [GeneratedRegex("""\b(value|text|body|k|d|inline)\\?["']?\s*:|\b(bearer|basic)\s|-----BEGIN|\beyJ|://[^/\s]*@""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credential();
}
