namespace LlmPolicy.Tool.Running;

/// <summary>The workshop's lab, as the sample has it.</summary>
internal static class Lab
{
    public static string Root { get; } = RepositoryRoot.Folder;

    public static string Sample { get; } = Path.Combine(Root, "samples", "Gateway");

    public static string Policies { get; } = Path.Combine(Sample, "policies");

    public static string VirtualService { get; } = File.ReadAllText(Path.Combine(Policies, "virtualservice.yaml")).ReplaceLineEndings("\n");

    public static string Upstream { get; } = File.ReadAllText(Path.Combine(Policies, "upstream.yaml")).ReplaceLineEndings("\n");

    public static string Token { get; } = File.ReadAllText(Path.Combine(Sample, "lab-token.txt")).Trim();

    public static string Cases { get; } = File.ReadAllText(Path.Combine(Root, "samples", "lab-cases.yaml")).ReplaceLineEndings("\n");
}
