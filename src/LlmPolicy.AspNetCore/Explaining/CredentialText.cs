using System.Text.RegularExpressions;

namespace LlmPolicy.Explaining;

/// <summary>What looks like a credential in text that a caller chose, wherever it stands: a JWT, or a key by the beginning that its provider gives it. In doubt it is one.</summary>
internal static partial class CredentialText
{
    /// <summary>The text with a mark in the place of each.</summary>
    public static string Mask(string text, string mark)
    {
        string masked = Shape().Replace(text, mark);
        return masked.Contains('%', StringComparison.Ordinal) ? Escaped().Replace(masked, piece => Shape().IsMatch(Decoded(piece.Value)) ? mark : piece.Value) : masked;
    }

    /// <summary>Whoever reads it may decode it more than once.</summary>
    private static string Decoded(string text)
    {
        string decoded = Uri.UnescapeDataString(text);
        return decoded == text ? text : Decoded(decoded);
    }

    /// <summary>A JWT's first part and what comes after it, base64url of <c>{"</c>; and keys of OpenAI and Anthropic, Hugging Face, Google, AWS, Groq, xAI, Perplexity, Replicate, NVIDIA and GitHub.</summary>
    [GeneratedRegex(
        @"eyJ[\w.=%-]*|(?<![A-Za-z0-9])(?:sk-[\w%-]{6,}|(?:hf|gsk|r8|gh[opsu]|github_pat)_\w{8,}|AIza[\w%-]{20,}|ya29\.[\w.%-]+|A[KS]IA[A-Z0-9]{12,}|xai-[\w%-]{8,}|pplx-[\w%-]{8,}|nvapi-[\w%-]{8,})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    /// <summary>A piece of a path or a query in which something is percent-encoded.</summary>
    [GeneratedRegex(@"[^/?&=;\s]*%[^/?&=;\s]*", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();
}
