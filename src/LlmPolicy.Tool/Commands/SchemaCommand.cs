using System.CommandLine;
using LlmPolicy.Tool.Input;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy schema</c>: what editors need to complete and check manifests.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        ChoiceOption kind = new("--kind", "", ManifestSchema.Kinds) { Description = "One kind alone. Default: all in one schema." };
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
