using Microsoft.Win32.SafeHandles;

namespace LlmPolicy.Files;

/// <summary>Opens and reads files that end.</summary>
internal static class RegularFile
{
    /// <summary>
    /// The file, opened; null if there is nothing in it. Without a length it is not opened at all: a pipe has none, and opening it would wait
    /// for someone to write.
    /// </summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static SafeFileHandle? Open(string path)
    {
        FileInfo file = new(path);
        file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return file.Length == 0 ? null : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>What is in it now.</summary>
    /// <exception cref="FileTooLongException">It is longer than <paramref name="longest"/>.</exception>
    public static FileReading Read(SafeFileHandle file, int longest)
    {
        var written = File.GetLastWriteTimeUtc(file);
        byte[] bytes = ReadToEnd(file, longest);
        return new FileReading(bytes, written, Whole: File.GetLastWriteTimeUtc(file) == written && RandomAccess.GetLength(file) == bytes.Length);
    }

    // The length may be another one before the end is read.
    private static byte[] ReadToEnd(SafeFileHandle file, int longest)
    {
        byte[] bytes = new byte[Math.Min(RandomAccess.GetLength(file), longest) + 1];
        int length = 0;
        while (RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
            if (length > longest)
            {
                throw new FileTooLongException(longest);
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(2L * length, longest + 1L));
            }
        }

        return bytes[..length];
    }
}
