using System.Text;
using System.Text.Json;

namespace LlmPolicy.Sending;

/// <summary>The values of the secrets that one request is sent with, to be found in what comes back.</summary>
internal sealed class SentSecrets
{
    /// <summary>What is shorter would be found everywhere, and is no secret.</summary>
    private const int Shortest = 4;

    private readonly string[] _values;

    public SentSecrets(IEnumerable<HeaderSecret> secrets)
    {
        _values = [.. secrets.SelectMany(secret => secret.Headers.Values).Select(value => WithoutScheme(value.Reveal()))
            .Where(value => value.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(value => value.Length)];
        Bytes = [.. _values.SelectMany(Spellings).OrderByDescending(bytes => bytes.Length)];
    }

    /// <summary>The values as bytes, also as JSON and URLs write them; the longest first.</summary>
    public IReadOnlyList<byte[]> Bytes { get; }

    /// <summary>The text with stars for each secret in it, as long as it was.</summary>
    public string Mask(string text)
    {
        foreach (string value in _values)
        {
            text = text.Replace(value, new string('*', value.Length), StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>What is behind a scheme, as <c>Bearer</c>: it may come back without one.</summary>
    private static string WithoutScheme(string value)
    {
        string trimmed = value.Trim(' ', '\t');
        string bare = trimmed[(trimmed.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim(' ', '\t');
        return bare.Length >= Shortest ? bare : trimmed;
    }

    private static IEnumerable<byte[]> Spellings(string value)
    {
        string[] texts = [value, value.Replace("/", "\\/", StringComparison.Ordinal), JsonEncodedText.Encode(value).ToString(), Uri.EscapeDataString(value)];
        IEnumerable<byte[]> bytes = texts.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes);
        return Ascii.IsValid(value) ? bytes : bytes.Append(Encoding.Latin1.GetBytes(value));
    }
}
