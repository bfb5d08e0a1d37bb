using System.Text.Json;

namespace LlmPolicy.Packaging.Deploying;

/// <summary>The instructions of a Dockerfile that has one a line.</summary>
internal sealed class Dockerfile(string file)
{
    private readonly (string Name, string Value)[] _instructions =
    [
        .. from line in File.ReadAllLines(file)
           where line.Length > 0 && line[0] != '#'
           let space = line.IndexOf(' ')
           select (line[..space], line[(space + 1)..]),
    ];

    /// <summary>What each stage begins with: an image, <c>AS</c> a name.</summary>
    public IReadOnlyList<string> Stages => All("FROM");

    /// <summary>What is run to build, as words.</summary>
    public IReadOnlyList<string[]> Commands => [.. All("RUN").Select(command => command.Split(' '))];

    /// <summary>The folder that is published to, and copied into the last stage.</summary>
    public string PublishedTo => Commands.Single(command => command.Contains("publish")).SkipWhile(word => word != "-o").ElementAt(1);

    /// <summary>What the container runs.</summary>
    public string[] Entrypoint => JsonSerializer.Deserialize<string[]>(Last("ENTRYPOINT"))!;

    public IReadOnlyList<string> All(string instruction) => [.. _instructions.Where(i => i.Name == instruction).Select(i => i.Value)];

    /// <summary>An instruction of the last stage.</summary>
    public string Last(string instruction) =>
        _instructions.Skip(Array.FindLastIndex(_instructions, i => i.Name == "FROM")).Last(i => i.Name == instruction).Value;
}
