using System.Text.RegularExpressions;

namespace LlmPolicy.Explaining;

/// <summary>
/// Text that holds what a caller chose (a path, a host, a step that tells of them), without what looks like a credential: in its place stands <c>***</c>. docs/telemetry.md says what that is.
/// In doubt something is masked; but a path may hold anything, and what looks like a word is shown.
/// </summary>
internal static partial class CallerText
{
    private const string Mask = "***";

    /// <summary>How much of a step's text is shown.</summary>
    public const int LongestStep = 300;

    /// <summary>From how many characters on, in words that mix letters with digits, something looks random.</summary>
    private const int Random = 16;

    /// <summary>How often something may be percent-encoded one in the other; what is still encoded then is masked.</summary>
    private const int MostEncodings = 4;

    /// <summary>A part that is longer than this is judged by its beginning where text is cut.</summary>
    private const int LongestPart = 256;

    /// <summary>The text with all that looks like a credential masked, whether it is percent-encoded or not. What is not masked stays as it was written.</summary>
    public static string Masked(string text) => Part().Replace(UserInfo().Replace(text, $"{Mask}@"), part => MaskedPart(part.Value));

    /// <summary>The text with JWTs and keys of providers masked, whether they are percent-encoded or not, and no more: what only looks random may be what a policy asks for.</summary>
    public static string WithoutKeys(string text) => Part().Replace(text, part =>
    {
        string decoded = Decoded(part.Value);
        return decoded == part.Value ? Known().Replace(decoded, Mask)
            : Encoded().IsMatch(decoded) || Known().IsMatch(decoded) ? Mask
            : part.Value;
    });

    /// <summary>The text masked, and cut at so many characters.</summary>
    public static string Shown(string text, int most)
    {
        // What is masked grows shorter, and a credential is not cut before it is seen to be one.
        string begin = text.Length <= 4 * most ? text : text[..EndOfPart(text, 4 * most)];
        string masked = Masked(begin);
        return masked.Length > most ? $"{masked[..most]}…" : begin.Length < text.Length ? $"{masked}…" : masked;
    }

    /// <summary>A budget's key, which the operator asked to keep, cut: what looks random in it may be the id of a user.</summary>
    public static string ShownKey(string key, int most)
    {
        string masked = MaskedKnown(key);
        return masked.Length > most ? $"{masked[..most]}…" : masked;
    }

    private static string MaskedKnown(string text) => Known().Replace(text, $"${{begin}}{Mask}");

    private static int EndOfPart(string text, int start)
    {
        int longest = Math.Min(text.Length - start, LongestPart);
        int length = text.AsSpan(start, longest).IndexOfAny('/', ' ');
        return start + (length < 0 ? longest : length);
    }

    private static string MaskedPart(string part)
    {
        string decoded = Decoded(part);
        if (decoded != part)
        {
            // It stands behind a slash, and so is no beginning of the text.
            string inPath = $"/{decoded}";
            return Encoded().IsMatch(decoded) || Masked(inPath) != inPath ? Mask : part;
        }

        string masked = Named().Replace(MaskedKnown(part), $"$1{Mask}");
        return LooksRandom(masked) ? Mask : masked;
    }

    private static string Decoded(string part)
    {
        for (int i = 0; i < MostEncodings && part.Contains('%', StringComparison.Ordinal); i++)
        {
            part = Uri.UnescapeDataString(part);
        }

        return part;
    }

    /// <summary>Letters and digits that alternate, as in an id or a key; not <c>claude-3-5-sonnet-20241022</c>, which is made of words and numbers.</summary>
    private static bool LooksRandom(string part)
    {
        int random = 0;
        foreach (var word in Word().EnumerateMatches(part))
        {
            var letters = part.AsSpan(word.Index, word.Length);
            random += letters.ContainsAnyInRange('0', '9') && letters.ContainsAnyExceptInRange('0', '9') ? word.Length : 0;
        }

        return random >= Random;
    }

    /// <summary>What stands between slashes, spaces, quotes and the like.</summary>
    [GeneratedRegex("""[^\s/?#&;,"'`<>\\(){}\[\]|]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("%[0-9A-Fa-f]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();

    /// <summary>What stands before the host: at the beginning, behind <c>//</c>, or anywhere with a colon. <c>model@version</c> is none.</summary>
    [GeneratedRegex(@"(?:(?<=^|//)[^\s/@]+|[^\s/:@]*:[^\s/@]*)@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    /// <summary>A JWT, which is base64url of <c>{"</c> and more, and providers' keys by their prefixes.</summary>
    [GeneratedRegex("""
        (?<begin>eyJ)(?!\*)[\w.=+~-]*|(?<![A-Za-z0-9])(?<begin>sk[-_]|pk[-_]|rk_|csk-|hf_|gh[oprsu]_|github_pat_|glpat-|gsk_|xai-|AIza|ya29\.|AKIA|ASIA|xox[a-z]-|r8_|pplx-|nvapi-|fw_|tgp_|npm_|pypi-|dop_v1_|lsv2_|SG\.)[\w.=+~-]{6,}
        """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Known();

    /// <summary>What is called a credential: <c>;jsessionid=</c>, <c>key=</c>.</summary>
    [GeneratedRegex(@"((?:token|key|secret|passw|pwd|session|sig|auth|credential)[\w.-]*=).+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
