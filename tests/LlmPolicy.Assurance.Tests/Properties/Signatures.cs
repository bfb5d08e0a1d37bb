using System.Buffers.Text;
using System.Numerics;

namespace LlmPolicy.Assurance.Properties;

/// <summary>Other spellings of a token's signature.</summary>
internal static class Signatures
{
    /// <summary>FIPS 186-4, D.1.2.</summary>
    private static readonly Dictionary<string, string> Orders = new()
    {
        ["ES256"] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        ["ES384"] = $"{new string('F', 48)}C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        ["ES512"] = $"01{new string('F', 64)}FA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
    };

    public static byte[] Of(string token) => Base64Url.DecodeFromChars(token.AsSpan(token.LastIndexOf('.') + 1));

    public static string With(string token, byte[] signature) => $"{token[..token.LastIndexOf('.')]}.{SigningKey.Encode(signature)}";

    /// <summary>An ECDSA signature with zeros before its two numbers, and a byte behind where one is given.</summary>
    public static byte[] Widened(byte[] signature, int zeros, byte? behind)
    {
        int half = signature.Length / 2;
        return [.. new byte[zeros], .. signature[..half], .. new byte[zeros], .. signature[half..], .. behind is { } last ? [last] : Array.Empty<byte>()];
    }

    /// <summary>The other signature that verifies alike: n - s in the place of s.</summary>
    public static byte[] Twin(byte[] signature, string algorithm)
    {
        int half = signature.Length / 2;
        var order = new BigInteger(Convert.FromHexString(Orders[algorithm]), isUnsigned: true, isBigEndian: true);
        byte[] other = (order - new BigInteger(signature.AsSpan(half), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. signature[..half], .. new byte[half - other.Length], .. other];
    }
}
