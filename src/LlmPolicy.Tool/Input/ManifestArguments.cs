using System.CommandLine;

namespace LlmPolicy.Tool.Input;

/// <summary><c>FILE...</c>: manifests, folders of them with all that is below, and <c>-</c> for standard input.</summary>
internal sealed class ManifestArguments : Argument<string[]>
{
    /// <summary>How standard input is called where a file's name would stand.</summary>
    public const string StandardInput = "(standard input)";

    public ManifestArguments()
        : base("FILE")
    {
        Description = "Manifests, folders (*.yaml, *.yml, *.json in them and below) or - for standard input.";
        Arity = ArgumentArity.OneOrMore;
    }

    /// <summary>The manifests, a folder's in the order of their names. A file that is named twice is read once.</summary>
    /// <exception cref="UsageException">One is not there or can't be read, or a folder holds none.</exception>
    public IReadOnlyList<ManifestFile> Read(ParseResult parsed) => Read(parsed.GetRequiredValue(this), Terminal.Of(parsed));

    /// <inheritdoc cref="Read(ParseResult)"/>
    public static IReadOnlyList<ManifestFile> Read(IEnumerable<string> paths, Terminal terminal) =>
        [.. ManifestPaths.Expand(paths).Select(path => ReadOne(path, terminal))];

    private static ManifestFile ReadOne(string path, Terminal terminal) => path == ManifestPaths.StandardInput
        ? new ManifestFile(StandardInput, terminal.Input.ReadToEnd())
        : new ManifestFile(path, InputFile.ReadText(path));
}
