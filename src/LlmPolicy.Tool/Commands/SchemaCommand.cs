using System.CommandLine;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy schema</c>: what editors need to complete and check manifests.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        Option<string?> kind = new("--kind") { Description = "One kind alone. Default: all in one schema.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong([.. ManifestSchema.Kinds]);
        ToolCommand command = new(
            "schema",
            "Prints the manifests' JSON Schema, for editors. It is what the reader asks for, so a misspelt field shows while it is typed.",
            "llmpolicy schema > manifests.schema.json",
            "llmpolicy schema --kind VirtualService")
        {
            kind,
        };
        command.SetAction(parsed =>
        {
            Terminal.Of(parsed).Output.WriteLine(ManifestSchema.Json(parsed.GetValue(kind)));
            return ExitCode.Success;
        });
        return command;
    }
}
