using System.Text;
using LlmPolicy.Files;

namespace LlmPolicy.Manifests;

/// <summary>Reads manifests that end: what is no such file, or too long to be one, is reported under its name.</summary>
internal static class ManifestText
{
    /// <summary>The file at a path.</summary>
    /// <exception cref="LlmPolicyException">It can't be read.</exception>
    public static ManifestFile Read(string name, string path)
    {
        try
        {
            byte[] bytes = WholeFile.Read(path, ManifestFile.LongestText);
            return bytes.Length > 0
                ? new ManifestFile(name, Decode(new MemoryStream(bytes)))
                : throw Refused(DiagnosticCodes.Syntax, name, "The file is empty or not a regular file (a pipe, a device).", "Fill it, or remove it.");
        }
        catch (FileTooLongException e)
        {
            throw Refused(DiagnosticCodes.TooLarge, name, $"The file is {e.Message}.", "Split it.");
        }
        catch (FileUnsettledException e)
        {
            throw Refused(DiagnosticCodes.Syntax, name, $"The file is {e.Message}.", "Write it under another name, and rename it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // What the system says holds the path, which may tell someone's home.
            throw Refused(DiagnosticCodes.Syntax, name, $"The file can't be read ({e.GetType().Name}).", "Check that it exists and that the app can read it.");
        }
    }

    /// <summary>What a stream holds, which may be endless.</summary>
    /// <exception cref="LlmPolicyException">It is too long.</exception>
    public static ManifestFile Read(string name, Stream stream)
    {
        MemoryStream bytes = new();
        byte[] buffer = new byte[81920];
        while (stream.Read(buffer) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > ManifestFile.LongestText)
            {
                throw Refused(DiagnosticCodes.TooLarge, name, $"The file is {new FileTooLongException(ManifestFile.LongestText).Message}.", "Split it.");
            }
        }

        bytes.Position = 0;
        return new ManifestFile(name, Decode(bytes));
    }

    private static string Decode(MemoryStream bytes)
    {
        using StreamReader reader = new(bytes, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static LlmPolicyException Refused(string code, string name, string message, string remedy) =>
        new([new Diagnostic { Code = code, Severity = DiagnosticSeverity.Error, Message = message, Position = new SourcePosition(name, 1, 1), Remedy = remedy }]);
}
