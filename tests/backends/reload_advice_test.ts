import { assertEquals } from "@std/assert";
import { reloadAdvice } from "../../src/backends/reload_advice.ts";
import { severalWorkers } from "../../src/backends/several_workers.ts";
import { djangoSimplejwt } from "../../src/backends/django_simplejwt.ts";
import { treeOf } from "./tree_of.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function advice(files: Readonly<Record<string, string>>): readonly string[] {
  return reloadAdvice(treeOf(files), { root: "~/shop", typed: "~/shop --jwt-key K" })
    .map(({ how, path, line, commands }) => `${path}:${line}  ${how}: ${commands.join("; ")}`);
}

const CASES: Readonly<
  Record<string, readonly [files: Readonly<Record<string, string>>, advice: readonly string[]]>
> = {
  "a container is made anew": [
    { "compose.yaml": "# shop\nservices:\n  web:\n    image: shop\n    env_file: .env\n" },
    ["compose.yaml:2  Docker Compose: docker compose -f ~/shop/compose.yaml up -d --force-recreate"],
  ],
  "an image is built anew where Compose builds it": [
    { "deploy/docker-compose.yml": "services:\n  web:\n    build: .\n" },
    ["deploy/docker-compose.yml:1  Docker Compose: docker compose -f ~/shop/deploy/docker-compose.yml up -d --force-recreate --build"],
  ],
  "gunicorn takes a HUP, after the check": [
    { Procfile: "web: gunicorn shop.wsgi\n" },
    ["Procfile:1  gunicorn: deno task startup ~/shop --jwt-key K; pkill -HUP -o gunicorn"],
  ],
  "gunicorn with preload takes none": [
    { "run.sh": "#!/bin/sh\nexec gunicorn --preload shop.wsgi\n" },
    ["run.sh:2  gunicorn with preload: pkill -TERM -o gunicorn"],
  ],
  "a preload in the configuration counts": [
    {
      Procfile: "web: gunicorn shop.wsgi\n",
      "gunicorn.conf.py": "bind = '0.0.0.0:80'\npreload_app = True\n",
    },
    ["Procfile:1  gunicorn with preload: pkill -TERM -o gunicorn"],
  ],
  "a unit is restarted": [
    { "deploy/shop.service": "[Service]\nEnvironmentFile=/etc/shop\nExecStart=/srv/shop/run\n" },
    ["deploy/shop.service:3  systemd: sudo systemctl restart shop.service"],
  ],
  "a deployment is rolled out": [
    { "k8s/web.yaml": "kind: Deployment\nmetadata:\n  labels: {}\n  name: shop-web\n" },
    ["k8s/web.yaml:1  Kubernetes: kubectl rollout restart deployment/shop-web"],
  ],
  "a development server is started again by hand": [
    { Makefile: "dev:\n\tpython manage.py runserver\n" },
    ["Makefile:2  a development server: "],
  ],
  "nothing is said where nothing shows": [{ "README.md": "gunicorn is good" }, []],
};

for (const [name, [files, expected]] of Object.entries(CASES)) {
  test(`reloadAdvice(): ${name}`, () => assertEquals(advice(files), expected));
}

const DJANGO = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/settings.py":
    'from decouple import config\nSECRET_KEY = config("SECRET_KEY")\nROOT_URLCONF = "shop.urls"\nWSGI_APPLICATION = "shop.wsgi.application"\nSIMPLE_JWT = {"SIGNING_KEY": config("JWT_SECRET_KEY")}\n',
  "shop/urls.py": "urlpatterns = []\n",
};

test("severalWorkers() serves Django by gunicorn only where the project names it", () => {
  const words = (requirements: string) => {
    const tree = treeOf({ ...DJANGO, "requirements.txt": requirements });
    const application = djangoSimplejwt.recognise(tree);
    const command = ["python", "manage.py", "runserver", "127.0.0.1:8000"];
    return severalWorkers(tree, application, command)?.serve?.words.slice(1).join(" ") ?? null;
  };
  const packages = "Django==5.2\ndjangorestframework-simplejwt==5.5\n";
  assertEquals(
    words(`${packages}gunicorn==23\n`),
    "-m gunicorn shop.wsgi:application --bind 127.0.0.1:{port} --workers 2",
  );
  assertEquals(words(packages), null);
});

test("severalWorkers() tells uvicorn and gunicorn by their environment, and others not at all", () => {
  const several = (command: string) => severalWorkers(treeOf({}), null, ["sh", "-c", command]);
  const two = { serve: null, variables: { WEB_CONCURRENCY: "2" } };
  assertEquals(several("exec uvicorn main:app --port {port}"), two);
  assertEquals(several("cd app && .venv/bin/gunicorn main:app"), two);
  for (const command of ["node server.js", "flask run", "python manage.py runserver"]) {
    assertEquals(several(command), null);
  }
});
