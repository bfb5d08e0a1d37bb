using System.Buffers.Text;

namespace LlmPolicy.Assurance.Properties;

/// <summary>The spellings of a good token that others than its signer can write, and that pass. There are no others; docs/differences.md has the same list.</summary>
internal static class ClosedList
{
    public const string Before = "spelling.before";

    public const string Escaped = "spelling.escaped";

    public const string Width = "spelling.ecdsa-width";

    public const string Twin = "spelling.ecdsa-twin";

    public const string Encoding = "spelling.base64url";

    public static readonly string[] All = [Before, Escaped, Width, Twin, Encoding];

    /// <summary>Which of them a text is of a token; null if it is none.</summary>
    /// <param name="token">A good token.</param>
    /// <param name="text">Another text.</param>
    /// <param name="algorithm">The token's algorithm.</param>
    /// <param name="isLax">Whether the rules for tokens are switched off.</param>
    public static string? Find(string token, string text, string algorithm, bool isLax)
    {
        // Nothing in front of it begins a token.
        if (text.EndsWith(token, StringComparison.Ordinal) && text[..^token.Length].All(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            return Before;
        }

        string[] parts = text.Split('.', StringSplitOptions.RemoveEmptyEntries);
        string[] own = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        if (isLax && parts.Zip(own).All(pair => Decoded(pair.First) is { } bytes && bytes.AsSpan().SequenceEqual(Decoded(pair.Second))) && IsSameContent(parts, own))
        {
            return Encoding;
        }

        if (!algorithm.StartsWith("ES", StringComparison.Ordinal) || !IsSameContent(parts, own) || Decoded(parts[2]) is not { } signature)
        {
            return null;
        }

        var good = Numbers(Decoded(own[2])!);
        var other = Numbers(signature);
        return other == good ? Width : other == Numbers(Signatures.Twin(Decoded(own[2])!, algorithm)) ? Twin : null;
    }

    private static bool IsSameContent(string[] parts, string[] own) => parts[0] == own[0] && parts[1] == own[1];

    /// <summary>The bytes, however much padding, white space and stray bits there are.</summary>
    private static byte[]? Decoded(string part)
    {
        string clean = string.Concat(part.Where(c => c is not ('=' or ' ' or '\t')));
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(clean.Length)];
        if (clean.Length % 4 == 1)
        {
            return null;
        }

        // Stray bits do not count.
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int stray = (clean.Length % 4) switch { 2 => 4, 3 => 2, _ => 0 };
        if (stray > 0 && Digits.IndexOf(clean[^1], StringComparison.Ordinal) is var last and >= 0)
        {
            clean = clean[..^1] + Digits[last >> stray << stray];
        }

        return Base64Url.TryDecodeFromChars(clean, bytes, out int written) ? bytes[..written] : null;
    }

    /// <summary>r and s without the zeros before them: each is half of the signature, whatever its length.</summary>
    private static (string R, string S) Numbers(byte[] signature)
    {
        int half = signature.Length / 2;
        return (Number(signature.AsSpan(0, half)), Number(signature.AsSpan(half, half)));
    }

    private static string Number(ReadOnlySpan<byte> number) => Convert.ToHexString(number.TrimStart((byte)0));
}
