using System.Text.Json;

namespace LlmPolicy.Clients.Sdks;

/// <summary>An SDK for JavaScript, called by a script of the folder <c>js</c> in Node.js.</summary>
internal sealed record JavaScriptSdk(string Name, string Script, params string[] Arguments) : Sdk(Name)
{
    public override async Task<IReadOnlyList<Outcome>> CallAsync(params Call[] calls)
    {
        var packages = await TestContext.Current.GetFixture<NodePackages>();
        string folder = await packages!.FolderAsync();
        await using var node = ChildProcess.Start("node", folder, [Script, JsonSerializer.Serialize(calls, JsonSerializerOptions.Web), .. Arguments]);
        return JsonSerializer.Deserialize<Outcome[]>(await node.LineAsync("outcomes "), JsonSerializerOptions.Web)!;
    }
}
