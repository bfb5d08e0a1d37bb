using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Running;

/// <summary>Files that a file of cases names, relative to it.</summary>
internal sealed class TestFiles(string caseFile)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private readonly string _folder = Path.GetDirectoryName(caseFile) ?? "";

    /// <summary>A manifest, or all of a folder.</summary>
    public IEnumerable<ManifestFile> Manifests(Text name, DiagnosticBag diagnostics)
    {
        string path = Path.Combine(_folder, name.Value);
        if (File.Exists(path))
        {
            return [Read(path)];
        }

        var found = Directory.Exists(path)
            ? Directory.EnumerateFiles(path).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList()
            : [];
        if (found.Count == 0)
        {
            diagnostics.Error(TestDiagnosticCodes.MissingFile, name.Position, $"No manifest is at '{path}'.", "Name files or folders relative to this file.");
        }

        return found.Select(Read);
    }

    /// <summary>A token: the text itself, or that of a file after <c>@</c>; null where that is missing.</summary>
    public string? Token(Text source, DiagnosticBag diagnostics)
    {
        if (!source.Value.StartsWith('@'))
        {
            return source.Value.Trim();
        }

        string path = Path.Combine(_folder, source.Value[1..]);
        if (File.Exists(path))
        {
            return File.ReadAllText(path).Trim();
        }

        diagnostics.Error(TestDiagnosticCodes.MissingFile, source.Position, $"No token is at '{path}'.", "Name a file relative to this one.");
        return null;
    }

    private static ManifestFile Read(string path) => new(path.Replace('\\', '/'), File.ReadAllText(path));
}
