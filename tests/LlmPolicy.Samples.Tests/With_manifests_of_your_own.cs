using System.Net;
using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

/// <summary><c>--LlmPolicy:Manifests:0=FOLDER</c>, from the folder beside.</summary>
public sealed class With_manifests_of_your_own(With_manifests_of_your_own.Yours sample) : IClassFixture<With_manifests_of_your_own.Yours>
{
    [Fact]
    public async Task They_alone_are_in_force()
    {
        using var response = await sample.Gateway.Client.GetAsync("/hello");
        using var lab = await sample.Gateway.AskAsync(token: null);

        (await response.Content.ReadAsStringAsync()).ShouldBe("hello");
        lab.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void No_stand_in_is_started()
    {
        sample.Gateway.Output.ShouldNotContain("stand-in");
    }

    public sealed class Yours : StartedSample
    {
        private const string Manifest = """
            apiVersion: gateway.solo.io/v1
            kind: VirtualService
            metadata:
              name: hello
              namespace: default
            spec:
              virtualHost:
                domains:
                  - "*"
                routes:
                  - matchers:
                      - exact: /hello
                    directResponseAction:
                      status: 200
                      body: hello
            """;

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-yours-");

        internal override async Task<ChildProcess> StartAsync()
        {
            string mine = _folder.CreateSubdirectory("mine").FullName;
            await File.WriteAllTextAsync(Path.Combine(mine, "hello.yaml"), Manifest);
            string program = Path.Combine(Repository.Sample, "bin", Repository.Configuration, "net10.0", "Gateway.dll");
            return ChildProcess.Start(
                "dotnet", _folder.FullName, [program, "--LlmPolicy:Manifests:0=mine", "--urls", "http://127.0.0.1:0"]);
        }

        protected override void Clean() => _folder.Delete(recursive: true);
    }
}
