using System.CommandLine;
using LlmPolicy.Tool.Explaining;
using LlmPolicy.Tool.Input;
using LlmPolicy.Tool.Output;

namespace LlmPolicy.Tool.Commands;

/// <summary><c>llmpolicy explain</c>: what the manifests make of a request, or made of one in the past, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        ManifestArguments files = new();
        RequestOptions request = new();
        CallerOptions caller = new();
        Option<string?> record = new("--record") { Description = "A log, or a line of one, with the record of a refusal: explained without the token. - for standard input.", HelpName = "FILE" };
        Option<string?> decision = new("--decision") { Description = "Which of the log's refusals: the id in the response's header x-llmpolicy-decision. Default: the last.", HelpName = "ID" };
        Option<bool> values = new("--show-values") { Description = "Shows the values of the caller's claims, not their types alone." };
        NowOption now = new();
        ConfigOption config = new();
        OutputOption output = new("text", "json");
        ToolCommand command = new(
            "explain",
            "Tells what the manifests make of a request, step by step, or why a logged one was refused.",
            "llmpolicy explain policies/ --method POST --url http://localhost/huggingface-gloo-gw --token @token.txt",
            "llmpolicy explain policies/ --url http://localhost/v1 --claims '{\"llms\": {\"huggingface\": [\"hugging-face-latest\"]}}'",
            "llmpolicy explain policies/ --record app.log")
        {
            files, record, decision, values, now, config, output,
        };
        request.AddTo(command);
        caller.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(record) is null == result.GetValue(request.Url) is null)
            {
                result.AddError("Either --url or --record says what to explain.");
            }

            if (result.GetValue(decision) is not null && result.GetValue(record) is null)
            {
                result.AddError("--decision says which refusal of a log: give --record, too.");
            }
        });
        command.SetAction(parsed =>
        {
            Terminal terminal = Terminal.Of(parsed);
            PolicyCompilerOptions options = config.Read(parsed);
            IReadOnlyList<ManifestFile> manifests = files.Read(parsed);
            PolicyCompilation compilation = LoadedPolicy.Compile(manifests, options);
            Explained explained = parsed.GetValue(record) is { } log
                ? PastRefusal.Read(log, parsed.GetValue(decision), terminal).In(manifests, compilation.Policy!)
                : SendableSecrets.Of(compilation, options).Apply(new RequestExplainer(manifests, options, compilation.Policy!, config.ReadRevoked(parsed)).Explain(
                    request.Read(parsed), request.ReadBody(parsed), caller.Read(parsed), now.Read(parsed), parsed.GetValue(values) ? ClaimDetail.Values : ClaimDetail.Types, terminal));
            if (parsed.GetValue(output) == "json")
            {
                terminal.Output.WriteLine(ExplanationJson.Of(explained));
            }
            else
            {
                ExplanationText.Write(terminal, explained, manifests);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
