using System.ClientModel;
using Azure.AI.OpenAI;
using OpenAI.Chat;

namespace LlmPolicy.Clients.Sdks;

/// <summary>The key in <c>api-key</c>, the model in path and body.</summary>
internal sealed record AzureOpenAISdk() : OpenAISdk(".NET Azure.AI.OpenAI")
{
    protected override ChatClient Client(Call call) => new AzureOpenAIClient(call.Address, new ApiKeyCredential(call.Key)).GetChatClient(call.Model);
}
