using System.Text.Json;

namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>Hugging Face's text generation: <c>{"inputs": ...}</c> in, <c>[{"generated_text": ...}]</c> out.</summary>
internal static class HuggingFaceApi
{
    public static async Task GenerateAsync(HttpContext context)
    {
        // The API reads JSON alone: without the manifest's Content-Type, curl's own would end here.
        if (!context.Request.HasJsonContentType())
        {
            await Reply.ErrorAsync(context, 415, "Only application/json is taken here.");
            return;
        }

        var request = await Reply.ReadAsync(context, StandInJson.Default.GenerationRequest);
        if (request?.Inputs is not { ValueKind: JsonValueKind.String } inputs)
        {
            await Reply.ErrorAsync(context, 422, "The body needs inputs, a string.");
            return;
        }

        // As GPT-2 does: the prompt, continued.
        Generation[] answer = [new($"{inputs.GetString()} {Reply.Text}")];
        await Reply.JsonAsync(context, answer, StandInJson.Default.GenerationArray);
    }
}
