using System.IO.Enumeration;

namespace LlmPolicy.Tool.Input;

/// <summary>Which files the arguments stand for.</summary>
internal static class ManifestPaths
{
    public const string StandardInput = "-";

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    public static IEnumerable<string> Expand(IEnumerable<string> arguments) =>
        arguments.SelectMany(Expand).DistinctBy(path => path == StandardInput ? path : Path.GetFullPath(path));

    private static IReadOnlyList<string> Expand(string argument)
    {
        if (!Directory.Exists(argument))
        {
            return [argument];
        }

        string[] found = Find(argument);
        return found.Length > 0 ? found : throw new UsageException($"{argument}: no *.yaml, *.yml or *.json is in this folder or below.");
    }

    private static string[] Find(string folder)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(folder, (ref entry) => entry.ToSpecifiedFullPath().Replace('\\', '/'), Options())
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && Extensions.Contains(Path.GetExtension(entry.FileName).ToString(), StringComparer.OrdinalIgnoreCase),
                // A link may lead back up. Of a mounted ConfigMap, the links beside ..data are files.
                ShouldRecursePredicate = (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            }.Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: this folder can't be read.");
        }
    }

    /// <summary>Hidden ones are left out: .git, .github.</summary>
    private static EnumerationOptions Options() => new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };
}
