using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

public sealed class The_tool_in_an_empty_folder(InstalledTool tool) : IClassFixture<InstalledTool>
{
    [Fact]
    public async Task Checks_the_labs_files()
    {
        (int status, string output) = await tool.RunAsync("check", "policies");
        status.ShouldBe(0, output);
        output.ShouldContain("0 errors");
    }

    [Fact]
    public async Task Finds_what_is_broken()
    {
        await tool.WriteAsync("broken.yaml", Repository.Text("policies", "virtualservice.yaml").Replace("prefixRewrite:", "prefixRewrit:", StringComparison.Ordinal));
        (int status, string output) = await tool.RunAsync("check", "broken.yaml");
        status.ShouldBe(1, output);
        output.ShouldContain("broken.yaml(37,11): error LLMP0010: Unknown field 'prefixRewrit'");
    }

    [Fact]
    public async Task Says_what_it_can_do()
    {
        (int status, string output) = await tool.RunAsync("--help");
        status.ShouldBe(0, output);
        output.ShouldContain("llmpolicy [command]");
    }

    [Fact]
    public async Task Makes_keys_and_verifies_tokens()
    {
        (int made, string files) = await tool.RunAsync("token", "keys", "--out", "keys");
        made.ShouldBe(0, files);
        (int signed, string token) = await tool.RunAsync("token", "sign", "--key", "keys/private.pem", "--issuer", "solo.io");
        signed.ShouldBe(0, token);
        (await tool.RunAsync("token", "verify", token.Trim(), "--key", "keys/public.pem")).Status.ShouldBe(0);
        (await tool.RunAsync("token", "verify", token.Trim(), "--manifests", "policies")).Status.ShouldBe(1);
        (await tool.RunAsync("token", "verify", FreshApps.LabToken, "--manifests", "policies")).Status.ShouldBe(0);
    }

    [Theory]
    [InlineData("\"$schema\"", "schema")]
    [InlineData("flowchart LR", "graph", "policies")]
    [InlineData("<svg ", "graph", "policies", "--output", "svg")]
    public async Task Prints_schemas_and_pictures(string beginning, params string[] arguments)
    {
        (int status, string output) = await tool.RunAsync(arguments);
        status.ShouldBe(0, output);
        output.ShouldContain(beginning);
    }

    [Fact]
    public async Task Says_what_is_used_wrongly()
    {
        (int status, string output) = await tool.RunAsync("check", "nowhere.yaml");
        status.ShouldBe(2);
        output.Trim().ShouldBe("nowhere.yaml: there is no such file or folder.");
    }
}
