FLASK_APP=clinic
