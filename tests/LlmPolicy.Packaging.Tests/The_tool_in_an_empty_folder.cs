using LlmPolicy.Packaging.Running;

namespace LlmPolicy.Packaging;

public sealed class The_tool_in_an_empty_folder(InstalledTool tool) : IClassFixture<InstalledTool>
{
    [Fact]
    public async Task Checks_the_labs_files_and_names_their_four_traps()
    {
        (int status, string output) = await tool.RunAsync("check", "policies");
        status.ShouldBe(0, output);
        output.ShouldContain("policies/virtualservice.yaml(13,15): warning LLMP2010: ");
        output.ShouldContain("policies/virtualservice.yaml(29,21): warning LLMP2003: ");
        output.ShouldContain("policies/virtualservice.yaml(53,17): warning LLMP2030: ");
        output.ShouldContain("policies/virtualservice.yaml(53,17): warning LLMP2033: ");
        output.ShouldContain("0 errors, 4 warnings");
    }

    [Fact]
    public async Task Explains_the_labs_requests()
    {
        const string Url = "http://localhost:8080/huggingface-gloo-gw";
        (await tool.RunAsync("explain", "policies", "--method", "POST", "--url", Url)).Output.ShouldStartWith("401 jwt.missing");
        (int status, string output) = await tool.RunAsync("explain", "policies", "--method", "POST", "--url", Url, "--token", FreshApps.LabToken);
        status.ShouldBe(0, output);
        output.ShouldStartWith("forwarded");
        output.ShouldContain("to default/huggingface-upstream");
    }

    [Fact]
    public async Task Tells_what_a_change_newly_allows()
    {
        await tool.WriteAsync("changed.yaml", Repository.Text("policies", "virtualservice.yaml").Replace("hugging-face-latest", "another", StringComparison.Ordinal));
        (int status, string output) = await tool.RunAsync("diff", "policies/virtualservice.yaml", "changed.yaml");
        status.ShouldBe(1, output);
        output.ShouldContain("newly allowed: POST http://any.example/huggingface-gloo-gw");
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
    public async Task Runs_the_labs_cases_and_deletes_each_rule_once()
    {
        string cases = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "lab-cases.yaml"), TestContext.Current.CancellationToken);
        await tool.WriteAsync("lab-cases.yaml", cases.Replace("Gateway/", "", StringComparison.Ordinal));
        await tool.WriteAsync("lab-token.txt", FreshApps.LabToken);
        (int status, string output) = await tool.RunAsync("test", "lab-cases.yaml", "--mutate");
        status.ShouldBe(0, output);
        output.ShouldContain("0 failed; 8 of 8 rules reached; 28 deleted one by one, all noticed");
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
