using System.Collections.Frozen;
using LlmPolicy.Models;
using LlmPolicy.Outputs;

namespace LlmPolicy;

/// <summary>A call that has a model generate something, in the words of OpenTelemetry's conventions for generative AI.</summary>
/// <param name="Name"><c>gen_ai.operation.name</c>: <c>chat</c>, <c>text_completion</c> or <c>generate_content</c>.</param>
/// <param name="Provider"><c>gen_ai.provider.name</c>: whose form the call has. It says nothing of who answers: many servers speak OpenAI's.</param>
public sealed record LlmOperation(string Name, string Provider)
{
    private const string Chat = "chat";
    private const string TextCompletion = "text_completion";
    private const string GenerateContent = "generate_content";

    /// <summary>What each form's call is. One that is not here generates nothing, or does so later.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<OutputForm, string>
    {
        [OutputForms.Chat] = Chat,
        [OutputForms.HuggingFaceChat] = Chat,
        [OutputForms.Responses] = Chat,
        [OutputForms.Runs] = Chat,
        [OutputForms.Messages] = Chat,
        [OutputForms.CohereChat] = Chat,
        [OutputForms.MistralAgents] = Chat,
        [OutputForms.Conversations] = Chat,
        [OutputForms.Ollama] = Chat,
        [OutputForms.Converse] = Chat,
        [OutputForms.InvokeAnthropic] = Chat,
        [OutputForms.InvokeNova] = Chat,
        [OutputForms.InvokeChat] = Chat,
        [OutputForms.InvokeOpenAI] = Chat,
        [OutputForms.Completions] = TextCompletion,
        [OutputForms.Complete] = TextCompletion,
        [OutputForms.Fim] = TextCompletion,
        [OutputForms.CohereGenerate] = TextCompletion,
        [OutputForms.HuggingFaceText] = TextCompletion,
        [OutputForms.InvokeTitan] = TextCompletion,
        [OutputForms.InvokeLlama] = TextCompletion,
        [OutputForms.InvokeCohere] = TextCompletion,
        [OutputForms.Invoke] = TextCompletion,
        [OutputForms.Generate] = GenerateContent,
        [OutputForms.Interactions] = GenerateContent,
    }.ToFrozenDictionary(form => form.Key.Name, form => form.Value, StringComparer.Ordinal);

    /// <summary>What a request calls, by its method and how its path ends; null where it is no call that is known to generate anything.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The path, with or without a query.</param>
    public static LlmOperation? Of(string method, string target)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(target);
        if (method != "POST")
        {
            return null;
        }

        int query = target.IndexOf('?', StringComparison.Ordinal);
        PathSegments path = new(query < 0 ? target : target[..query]);
        var form = OutputCalls.Find(path);
        return Names.TryGetValue(form.Name, out string? name)
            ? new LlmOperation(form == OutputForms.Ollama && path.Has(path.Count - 1, ["generate"]) ? TextCompletion : name, ProviderOf(form.Provider, path))
            : null;
    }

    private static string ProviderOf(OutputProvider provider, PathSegments path) => provider switch
    {
        OutputProvider.OpenAI => path.Has(path.IndexOf("openai") + 1, ["deployments"]) ? "azure.ai.openai" : "openai",
        OutputProvider.Google => path.IndexOf("publishers") >= 0 ? "gcp.vertex_ai" : "gcp.gemini",
        OutputProvider.Bedrock => "aws.bedrock",
        OutputProvider.Mistral => "mistral_ai",
        OutputProvider.HuggingFace => "hugging_face",
        _ => provider.ToString().ToLowerInvariant(),
    };
}
