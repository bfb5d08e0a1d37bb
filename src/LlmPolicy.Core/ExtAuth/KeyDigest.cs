using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LlmPolicy.ExtAuth;

/// <summary>The SHA-256 of a key, or its HMAC: by it keys are found, and it is all that is kept of them.</summary>
internal readonly record struct KeyDigest
{
    public const int Length = SHA256.HashSizeInBytes;

    private const int LongestOnStack = 256;

    private readonly ulong _0, _1, _2, _3;

    /// <param name="bytes">Its bytes, <see cref="Length"/> of them.</param>
    public KeyDigest(ReadOnlySpan<byte> bytes)
    {
        _0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        _3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
    }

    /// <summary>The digest of a text whose chars stand for a byte each.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hmacKey">The secret of an HMAC; null for the plain digest.</param>
    public static KeyDigest Of(string text, byte[]? hmacKey = null)
    {
        Span<byte> bytes = text.Length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[text.Length];
        bytes = bytes[..Encoding.Latin1.GetBytes(text, bytes)];
        Span<byte> digest = stackalloc byte[Length];
        if (hmacKey is null)
        {
            SHA256.HashData(bytes, digest);
        }
        else
        {
            HMACSHA256.HashData(hmacKey, bytes, digest);
        }

        CryptographicOperations.ZeroMemory(bytes);
        return new KeyDigest(digest);
    }

    /// <summary>A digest as it is written: 64 hexadecimal digits, or base64. Null for anything else.</summary>
    public static KeyDigest? Parse(string text)
    {
        byte[] bytes = new byte[Length];
        return text.Length == 2 * Length ? (Convert.FromHexString(text, bytes, out _, out int digits) == System.Buffers.OperationStatus.Done && digits == Length ? new KeyDigest(bytes) : null)
            : text.Length == 44 && Convert.TryFromBase64String(text, bytes, out int length) && length == Length ? new KeyDigest(bytes)
            : null;
    }

    /// <summary>Whether they are the same, in a time that does not depend on where they differ.</summary>
    public bool FixedTimeEquals(in KeyDigest other)
    {
        Span<byte> mine = stackalloc byte[Length], others = stackalloc byte[Length];
        Write(mine);
        other.Write(others);
        return CryptographicOperations.FixedTimeEquals(mine, others);
    }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "***";

    private void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], _1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], _2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], _3);
    }
}
