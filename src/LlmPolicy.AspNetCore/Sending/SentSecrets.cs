using System.Text;
using System.Text.Json;

namespace LlmPolicy.Sending;

/// <summary>The values of the secrets that one request is sent with, to be found in what comes back.</summary>
internal sealed class SentSecrets
{
    /// <summary>What is shorter would be found everywhere, and is no secret.</summary>
    private const int Shortest = 4;

    /// <summary>The same as the text that they are in a header: a character is a byte.</summary>
    private readonly string[] _texts;

    public SentSecrets(IEnumerable<HeaderSecret> secrets)
    {
        Bytes = [.. secrets.SelectMany(secret => secret.Headers.Values).Select(value => WithoutScheme(value.Reveal()))
            .Where(value => value.Length >= Shortest).Distinct(StringComparer.Ordinal).SelectMany(Spellings).OrderByDescending(bytes => bytes.Length)];
        _texts = [.. Bytes.Select(Encoding.Latin1.GetString)];
    }

    /// <summary>The values as bytes, also as JSON and URLs write them; the longest first.</summary>
    public IReadOnlyList<byte[]> Bytes { get; }

    /// <summary>A header's text with stars for each secret in it, as long as it was.</summary>
    public string Mask(string text)
    {
        foreach (string secret in _texts)
        {
            text = text.Replace(secret, new string('*', secret.Length), StringComparison.Ordinal);
        }

        return text;
    }

    /// <inheritdoc cref="Mask(string)"/>
    public IReadOnlyList<HeaderField> Mask(IReadOnlyList<HeaderField> headers) => [.. headers.Select(header => header with { Value = Mask(header.Value) })];

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
